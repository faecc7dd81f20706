//! Two hosts with one Ethernet address.

use crate::{
    check::{
        Rule,
        grouping::{about, later_first, named, shared},
    },
    diagnostics::{Report, code},
    model::cluster::Cluster,
};

pub(super) const RULE: Rule = Rule::new(code!("duplicate-mac", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (mac, mut hosts) in shared(&cluster.hosts, |host| host.mac) {
        let message = format!("{} have the same Ethernet address `{mac}`", named(&hosts));
        later_first(&mut hosts, &["mac"]);
        report
            .push(about(RULE.code, &hosts, &["mac"], message).help("Give every host the `mac` of its own interface."));
    }
}
