//! A key of `daemon.json` that the engine accepts and does not read.

use crate::{
    check::{
        Rule,
        engine::daemon::{self, Subject},
    },
    diagnostics::{Report, code},
    model::cluster::Cluster,
};

pub(super) const RULE: Rule = Rule::new(code!("daemon-key-ignored", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    daemon::report(RULE.code, Subject::Ignored, cluster, report);
}
