//! A port of the mirror, of a stack, or of the traffic between containers that is already in use on every host.

use std::{collections::BTreeMap, ops::RangeInclusive};

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
    let mut takers = [Takers::default(), Takers::default()];
    for (stack, service, Published { ports, udp, host }) in published_by_stacks(cluster) {
        let beside = if host { None } else { takers[usize::from(udp)].take(ports.clone(), &stack) };
        let beside = beside.map(|(port, other)| (port, format!("the stack `{other}`")));
        // Report only the first port of a range.
        let Some((port, owner)) = reserved(cluster, &ports, udp).into_iter().chain(beside).min() else { continue };
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

/// The stacks that publish ports: ranges that do not overlap, by their first ports, each with its last port.
#[derive(Default)]
struct Takers(BTreeMap<u16, (u16, String)>);

impl Takers {
    /// Gives ports to a stack. Returns the first port that another service has, and its stack.
    fn take(&mut self, ports: RangeInclusive<u16>, stack: &str) -> Option<(u16, String)> {
        let (first, last) = ports.into_inner();
        let before = self.0.range(..first).next_back().map(|(start, _)| *start);
        let within = self.0.range(first..=last.max(first)).map(|(start, _)| *start);
        let mut taken = None;
        for start in before.into_iter().chain(within).collect::<Vec<_>>() {
            let (end, owner) = self.0.remove(&start).expect("it was found");
            if end >= first {
                taken.get_or_insert((start.max(first), owner.clone()));
            }
            if start < first {
                self.0.insert(start, (end.min(first - 1), owner.clone()));
            }
            if end > last {
                self.0.insert(last + 1, (end, owner));
            }
        }
        self.0.insert(first, (last, stack.to_owned()));
        taken
    }
}

/// The first port of a range that swarmgen or the host needs, and its owner.
fn reserved(cluster: &Cluster, ports: &RangeInclusive<u16>, udp: bool) -> Option<(u16, String)> {
    let mirror = cluster.mirror.as_ref().map(|mirror| mirror.port);
    let own = [22, 80, 443, 2377, NODES, cluster.swarm.data_path()].into_iter().chain(mirror);
    own.filter(|port| ports.contains(port)).filter_map(|port| Some((port, owner_of(cluster, port, udp)?))).min()
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
    use super::{Takers, owner};

    #[test]
    fn ranges_of_ports_collide_where_they_overlap() {
        let mut takers = Takers::default();
        let mut take =
            |first, last, stack| takers.take(first..=last, stack).map(|(port, owner)| format!("{port} {owner}"));
        assert_eq!(take(100, 200, "a"), None);
        assert_eq!(take(300, 300, "b"), None);
        assert_eq!(take(150, 350, "c"), Some("150 a".to_owned()));
        assert_eq!(take(120, 130, "d"), Some("120 a".to_owned()));
        assert_eq!(take(131, 140, "e"), Some("131 a".to_owned()));
        assert_eq!(take(300, 300, "f"), Some("300 c".to_owned()));
        assert_eq!(take(65535, 65535, "g"), None);
        assert_eq!(take(1, 99, "h"), None);
        assert_eq!(take(0, 65535, "i"), Some("1 h".to_owned()));
    }

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
