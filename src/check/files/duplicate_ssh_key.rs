//! One SSH key twice for one user.

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
            let message = format!("an SSH key of {} is given twice", named(&hosts));
            report.push(
                Diagnostic::at(RULE.code, place.index(again), message)
                    .label("given again here")
                    .also(place.index(first), "first given here")
                    .help("Remove one of the two."),
            );
        }
    }
}

/// Of each repeated key the index of its first use, and that of the repetition.
fn repeated(keys: &[String]) -> impl Iterator<Item = (usize, usize)> {
    keys.iter().enumerate().filter_map(|(index, key)| Some((keys[..index].iter().position(|it| it == key)?, index)))
}
