//! A duplicate SSH key of a user.

use crate::{
    check::{
        Rule,
        grouping::{named, ssh_keys},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
};

pub(super) const RULE: Rule = Rule::new(code!("duplicate-ssh-key", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (place, hosts, keys) in ssh_keys(&cluster.hosts) {
        for (first, again) in repeated(keys) {
            let message = format!("duplicate SSH key of {}", named(&hosts));
            report.push(
                Diagnostic::at(RULE.code, place.index(again), message)
                    .label("second occurrence")
                    .also(place.index(first), "first occurrence")
                    .help("Remove one of the two."),
            );
        }
    }
}

/// The index of the first occurrence of each duplicate key, and the index of the duplicate.
fn repeated(keys: &[String]) -> impl Iterator<Item = (usize, usize)> {
    keys.iter().enumerate().filter_map(|(index, key)| Some((keys[..index].iter().position(|it| it == key)?, index)))
}
