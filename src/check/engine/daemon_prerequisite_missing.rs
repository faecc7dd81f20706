//! A file, user, group, interface or file system that `daemon.json` names and the inventory does not bring.

use crate::{
    check::{
        Rule,
        engine::daemon::{self, Subject},
    },
    diagnostics::{Report, code},
    model::cluster::Cluster,
};

pub(super) const RULE: Rule = Rule::new(code!("daemon-prerequisite-missing", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    daemon::report(RULE.code, Subject::Prerequisite, cluster, report);
}
