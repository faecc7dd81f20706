//! A Traefik that runs on systems which keep containers away from the engine's socket.

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
    let message = format!("SELinux keeps Traefik's container from the engine's socket on {systems}");
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["traefik"]), message)
            .help("Let managers with another system run it, or give those a policy that allows it."),
    );
}
