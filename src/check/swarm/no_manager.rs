//! A swarm without a manager to create it.

use crate::{
    check::{Rule, grouping::about},
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("no-manager", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let hosts: Vec<&Host> = cluster.hosts.iter().collect();
    if hosts.is_empty() || cluster.managers().next().is_some() {
        return;
    }
    let message = "no host is a manager; a swarm requires at least 1";
    report.push(about(RULE.code, &hosts, &["role"], message).help("Set `role = \"manager\"` on three hosts."));
}
