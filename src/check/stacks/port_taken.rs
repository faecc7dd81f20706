//! A port of the mirror, of a stack, or of the traffic between containers that is already in use on every host.

use std::collections::HashMap;

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    formats::compose::{Published, deployed, published, services},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("port-taken", Error), run);

/// The port of the gossip between nodes.
const NODES: u16 = 7946;

fn run(cluster: &Cluster, report: &mut Report) {
    mirror(cluster, report);
    data_path(cluster, report);
    stacks(cluster, report);
}

fn stacks(cluster: &Cluster, report: &mut Report) {
    let mut takers = HashMap::new();
    for (stack, service, Published { ports, udp, host }) in published_by_stacks(cluster) {
        let owner_beside = |port| {
            let other = (!host).then(|| takers.insert((port, udp), format!("the stack `{stack}`"))).flatten();
            Some((port, owner_of(cluster, port, udp).or(other)?))
        };
        let taken: Vec<_> = ports.filter_map(owner_beside).collect();
        // Report only the first port of a range.
        let Some((port, owner)) = taken.first() else { continue };
        let message = format!(
            "the service `{service}` of the stack `{stack}` publishes the port {port}, which {owner} already uses"
        );
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["stacks", &stack, "compose"]), message)
                .label("published in this file")
                .help("Publish another port, or no port if Traefik routes to the service."),
        );
    }
}

fn published_by_stacks(cluster: &Cluster) -> Vec<(String, String, Published)> {
    let mut found = Vec::new();
    for (name, stack) in deployed(cluster) {
        for (service, settings) in services(stack) {
            found.extend(published(&settings).into_iter().map(|port| (name.clone(), service.clone(), port)));
        }
    }
    found
}

/// The owner of the port, other than the user's own stacks.
fn owner_of(cluster: &Cluster, port: u16, udp: bool) -> Option<String> {
    let is_mirror = cluster.mirror.as_ref().is_some_and(|mirror| mirror.port == port);
    let is_nodes = port == NODES || port == cluster.swarm.data_path();
    let owner = match udp {
        true => is_nodes.then_some("the swarm"),
        false if is_mirror => Some("the mirror"),
        false => owner(port, cluster.traefik.is_some()),
    };
    owner.map(str::to_owned)
}

fn data_path(cluster: &Cluster, report: &mut Report) {
    if cluster.swarm.data_path_port == Some(NODES) {
        let message = format!("the port {NODES} is already in use by the swarm, for UDP and TCP");
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["swarm", "data_path_port"]), message)
                .help("Choose another port, or remove the setting to use the default `4789`."),
        );
    }
}

fn mirror(cluster: &Cluster, report: &mut Report) {
    let Some(mirror) = &cluster.mirror else { return };
    let Some(owner) = owner(mirror.port, cluster.traefik.is_some()) else { return };
    let message = format!("the port {} of the mirror is already in use by {owner}", mirror.port);
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["mirror", "port"]), message)
            .help("Choose another port, or remove the setting to use the default `5000`."),
    );
}

/// The owner of the TCP port. The traffic between containers uses UDP and is not in this list.
fn owner(port: u16, traefik: bool) -> Option<&'static str> {
    match port {
        22 => Some("SSH"),
        80 | 443 if traefik => Some("the Traefik of `[traefik]`"),
        2377 | NODES => Some("the swarm"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::owner;

    #[test]
    fn traefik_has_its_ports_where_it_is_deployed() {
        for port in [80, 443] {
            assert!(owner(port, true).is_some() && owner(port, false).is_none(), "{port}");
        }
        for port in [22, 2377, 7946] {
            assert!(owner(port, false).is_some(), "{port}");
        }
        for port in [4789, 5000] {
            assert_eq!(owner(port, true), None);
        }
    }
}
