//! More managers than a swarm is well served with.

use crate::{
    check::{Rule, grouping::about},
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("many-managers", Warning), run);

/// Docker's own advice: every change waits for a majority, so more managers make a slower swarm, not a safer one.
const MOST: usize = 7;

fn run(cluster: &Cluster, report: &mut Report) {
    let managers: Vec<&Host> = cluster.managers().collect();
    let count = managers.len();
    if count <= MOST {
        return;
    }
    let message = format!("{count} managers; more than {MOST} make a slower swarm, not a safer one");
    report.push(
        about(RULE.code, &managers, &["role"], message)
            .help(format!("Keep {MOST} managers at most and make the other hosts workers.")),
    );
}
