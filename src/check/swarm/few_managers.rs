//! A swarm that does not tolerate the loss of a manager.

use crate::{
    check::{Rule, grouping::about},
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("few-managers", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let managers: Vec<&Host> = cluster.managers().collect();
    let message = match managers.len() {
        1 => "a single manager is a single point of failure; 3 managers tolerate the loss of 1",
        2 => "2 managers tolerate no loss, because both are needed for a majority; 3 managers tolerate the loss of 1",
        _ => return,
    };
    report.push(about(RULE.code, &managers, &["role"], message).help("Set `role = \"manager\"` on three hosts."));
}
