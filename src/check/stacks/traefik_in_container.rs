//! A Traefik on a system that denies containers access to the engine's socket.

use crate::{
    check::{Rule, grouping},
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::{key_path::KeyPath, names::Role},
};

pub(super) const RULE: Rule = Rule::new(code!("traefik-in-container", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let managers = cluster.hosts.iter().filter(|host| host.role == Role::Manager);
    let enforcing: Vec<_> = managers.filter(|host| host.os.selinux).collect();
    if cluster.traefik.is_none() || enforcing.is_empty() {
        return;
    }
    let systems = grouping::systems(&enforcing);
    let message = format!("SELinux on {systems} denies the Traefik container access to the engine's socket");
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["traefik"]), message)
            .help("Use another system for the managers, or install an SELinux policy there that allows it."),
    );
}
