//! A log driver that the engine does not have.

use crate::{
    check::{
        Rule,
        engine::daemon::{self, Subject},
    },
    diagnostics::{Report, code},
    model::cluster::Cluster,
};

pub(super) const RULE: Rule = Rule::new(code!("log-driver-unknown", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    daemon::report(RULE.code, Subject::LogDriver, cluster, report);
}
