//! More managers than Docker recommends.

use crate::{
    check::{Rule, grouping::about},
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("many-managers", Warning), run);

/// Docker's recommendation: every change waits for a majority, so more managers make the swarm slower, not safer.
const MOST: usize = 7;

fn run(cluster: &Cluster, report: &mut Report) {
    let managers: Vec<&Host> = cluster.managers().collect();
    let count = managers.len();
    if count <= MOST {
        return;
    }
    let message = format!("{count} managers are too many; more than {MOST} make the swarm slower, not safer");
    report.push(
        about(RULE.code, &managers, &["role"], message)
            .help(format!("Keep at most {MOST} managers and make the other hosts workers.")),
    );
}
