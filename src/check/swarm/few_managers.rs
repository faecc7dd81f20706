//! A swarm that does not survive the loss of a manager.

use crate::{
    check::{Rule, grouping::about},
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("few-managers", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let managers: Vec<&Host> = cluster.managers().collect();
    let message = match managers.len() {
        1 => "with 1 manager the swarm is lost when that manager is; 3 survive the loss of one",
        2 => "with 2 managers the swarm stops when either is lost; 3 survive the loss of one",
        _ => return,
    };
    report.push(about(RULE.code, &managers, &["role"], message).help("Set `role = \"manager\"` on three hosts."));
}
