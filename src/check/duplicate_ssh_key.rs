//! One SSH key twice for one user.

use super::{
    Rule,
    places::{at_each_place, named},
};
use crate::{
    cluster::Cluster,
    diagnostic::{Diagnostic, Report},
};

pub(super) const RULE: Rule = Rule { code: "duplicate-ssh-key", run };

fn run(cluster: &Cluster, report: &mut Report) {
    // Lists replace each other, so hosts that have theirs from one place have the same.
    for (place, hosts) in at_each_place(&cluster.hosts, &["ssh_authorized_keys"]) {
        for (first, again) in repeated(&hosts[0].user.ssh_authorized_keys) {
            let message = format!("an SSH key of {} is given twice", named(&hosts));
            report.push(
                Diagnostic::error(RULE.code, place.index(again), message)
                    .label("given again here")
                    .also(place.index(first), "first given here")
                    .help("Remove one of the two."),
            );
        }
    }
}

/// The places in the list of each key that is there before, and of that one before.
fn repeated(keys: &[String]) -> impl Iterator<Item = (usize, usize)> {
    keys.iter().enumerate().filter_map(|(index, key)| Some((keys[..index].iter().position(|it| it == key)?, index)))
}
