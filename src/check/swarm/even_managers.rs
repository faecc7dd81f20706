//! An extra manager that adds no fault tolerance.

use crate::{
    check::{Rule, grouping::about},
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("even-managers", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let managers: Vec<&Host> = cluster.managers().collect();
    let count = managers.len();
    // Other rules report two managers, and more than seven.
    if count != 4 && count != 6 {
        return;
    }
    let lost = count / 2 - 1;
    let (fewer, more) = (count - 1, count + 1);
    let message = format!("{count} managers tolerate the loss of {lost}, the same as {fewer} managers");
    report.push(about(RULE.code, &managers, &["role"], message).help(format!("Use {fewer} or {more} managers.")));
}
