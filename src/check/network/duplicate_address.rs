//! Two hosts with one address.

use crate::{
    check::{
        Rule,
        grouping::{about, later_first, named, shared},
    },
    diagnostics::{Report, code},
    model::cluster::Cluster,
};

pub(super) const RULE: Rule = Rule::new(code!("duplicate-address", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (address, mut hosts) in shared(&cluster.hosts, |host| Some(host.address)) {
        let message = format!("{} have the same address `{address}`", named(&hosts));
        later_first(&mut hosts, &["address"]);
        report.push(about(RULE.code, &hosts, &["address"], message).help("Give every host its own address."));
    }
}
