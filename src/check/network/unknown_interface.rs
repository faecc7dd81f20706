//! A bond, a VLAN or a bridge that refers to an interface without a table, or to one of the wrong kind.

use super::interfaces::{interfaces, place};
use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code, spelling::nearest},
    model::{
        cluster::{Cluster, Host},
        network::{Interface, Interfaces, Kind},
    },
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("unknown-interface", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (host, network, interface) in interfaces(cluster) {
        for (at, id) in references(host, interface) {
            let allowed = allowed(network, interface);
            if !allowed.contains(&id) {
                report.push(finding(interface, at, id, &allowed, network.find(id)));
            }
        }
    }
}

/// The interfaces that the interface refers to, each with its place.
fn references<'n>(host: &Host, interface: &'n Interface) -> Vec<(KeyPath, &'n str)> {
    let listed = place(host, interface, &["interfaces"]);
    let ports = interface.ports().iter().enumerate().map(|(index, port)| (listed.index(index), port.as_str()));
    let other = match &interface.kind {
        Kind::Vlan { link, .. } => Some((place(host, interface, &["link"]), link.as_str())),
        Kind::Bond { parameters, .. } => {
            let at = place(host, interface, &["parameters", "primary"]);
            parameters.primary.as_deref().map(|primary| (at, primary))
        }
        Kind::Ethernet { .. } | Kind::Bridge { .. } => None,
    };
    ports.chain(other).collect()
}

/// The names that the interface may refer to.
fn allowed<'n>(network: &'n Interfaces, interface: &Interface) -> Vec<&'n str> {
    let fits = |other: &&Interface| {
        other.id != interface.id
            && match (&interface.kind, &other.kind) {
                (Kind::Bond { .. }, Kind::Ethernet { .. }) => true,
                (Kind::Vlan { .. }, other) => !matches!(other, Kind::Vlan { .. }),
                (Kind::Bridge { .. }, other) => !matches!(other, Kind::Bridge { .. }),
                _ => false,
            }
    };
    network.0.iter().filter(fits).map(|other| other.id.as_str()).collect()
}

fn finding(user: &Interface, at: KeyPath, id: &str, allowed: &[&str], found: Option<&Interface>) -> Diagnostic {
    let (user, kinds) = (&user.id, kinds(user));
    let (message, help) = match found {
        Some(other) => (
            format!("`{user}` cannot use `{id}` of `network.{}`, only {kinds}", other.kind.key()),
            format!("Use only {kinds}."),
        ),
        None if allowed.is_empty() => (
            format!("`{user}` uses `{id}`, which `network` does not describe"),
            format!("Add a table `ethernets.{id}` to `network`, which may be empty."),
        ),
        None => (
            format!("`{user}` uses `{id}`, which `network` does not describe"),
            format!(
                "{} Or add a table `ethernets.{id}` to `network`, which may be empty.",
                match nearest(id, allowed) {
                    Some(name) => format!("Did you mean `{name}`?"),
                    None => format!("The interfaces that it may use are {}.", allowed.join(", ")),
                }
            ),
        ),
    };
    Diagnostic::at(RULE.code, at, message).help(help)
}

fn kinds(user: &Interface) -> &'static str {
    match user.kind {
        Kind::Vlan { .. } => "network cards, bonds and bridges",
        Kind::Bridge { .. } => "network cards, bonds and VLANs",
        Kind::Ethernet { .. } | Kind::Bond { .. } => "network cards",
    }
}
