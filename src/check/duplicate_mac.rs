//! Two hosts with one Ethernet address.

use super::{
    Rule,
    places::{about, named, shared},
};
use crate::{
    cluster::Cluster,
    diagnostic::{Report, Severity},
};

pub(super) const RULE: Rule = Rule { code: "duplicate-mac", run };

fn run(cluster: &Cluster, report: &mut Report) {
    for (mac, mut hosts) in shared(&cluster.hosts, |host| host.mac) {
        let message = format!("{} have the same Ethernet address `{mac}`", named(&hosts));
        hosts.swap(0, 1);
        report.push(
            about(Severity::Error, RULE.code, &hosts, &["mac"], message)
                .help("Give every host the `mac` of its own interface."),
        );
    }
}
