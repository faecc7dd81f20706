//! A manager more that tolerates no failure more.

use crate::{
    check::{Rule, grouping::about},
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("even-managers", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let managers: Vec<&Host> = cluster.managers().collect();
    let count = managers.len();
    // Two and more than seven have rules of their own, whose cures cure this as well.
    if count != 4 && count != 6 {
        return;
    }
    let lost = count / 2 - 1;
    let (fewer, more) = (count - 1, count + 1);
    let message = format!("{count} managers survive the loss of {lost}, as {fewer} managers do");
    report.push(about(RULE.code, &managers, &["role"], message).help(format!("Make it {fewer} or {more} managers.")));
}
