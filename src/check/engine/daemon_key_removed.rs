//! Something in `daemon.json` that a newer engine rejects.

use crate::{
    check::{
        Rule,
        engine::daemon::{self, Subject},
    },
    diagnostics::{Report, code},
    model::cluster::Cluster,
};

pub(super) const RULE: Rule = Rule::new(code!("daemon-key-removed", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    daemon::report(RULE.code, Subject::Removed, cluster, report);
}
