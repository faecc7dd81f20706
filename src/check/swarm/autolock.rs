//! Managers that wait for a key after every reboot.

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("autolock", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    if !cluster.swarm.autolock {
        return;
    }
    let message = "with `autolock`, a manager stays out of the swarm after a restart until the operator unlocks it";
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["swarm", "autolock"]), message)
            .label("prevents unattended reboots")
            .help("Remove `swarm.autolock`, or run `docker swarm unlock` after each restart."),
    );
}
