//! A value of `daemon.json` that the engine rejects.

use crate::{
    check::{
        Rule,
        engine::daemon::{self, Subject},
    },
    diagnostics::{Report, code},
    model::cluster::Cluster,
};

pub(super) const RULE: Rule = Rule::new(code!("daemon-value-refused", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    daemon::report(RULE.code, Subject::Value, cluster, report);
}
