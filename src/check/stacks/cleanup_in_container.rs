//! A cleanup in a container, on a system that denies containers access to the engine's socket.

use crate::{
    check::{Rule, grouping},
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::{key_path::KeyPath, names::CleanupMethod},
};

pub(super) const RULE: Rule = Rule::new(code!("cleanup-in-container", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let enforcing: Vec<_> = cluster.hosts.iter().filter(|host| host.os.selinux).collect();
    if cluster.cleanup.method != CleanupMethod::Stack || enforcing.is_empty() {
        return;
    }
    let systems = grouping::systems(&enforcing);
    let message = format!("SELinux on {systems} denies the cleanup container access to the engine's socket");
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["cleanup", "method"]), message)
            .help("Set `method = \"timer\"`; the timer runs on the host itself."),
    );
}
