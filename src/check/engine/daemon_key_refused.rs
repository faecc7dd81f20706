//! A key of `daemon.json` that prevents the engine from starting.

use crate::{
    check::{
        Rule,
        engine::daemon::{self, Subject},
    },
    diagnostics::{Report, code},
    model::cluster::Cluster,
};

pub(super) const RULE: Rule = Rule::new(code!("daemon-key-refused", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    daemon::report(RULE.code, Subject::Refused, cluster, report);
}
