//! A port of the mirror's, or of the traffic between containers, that something else has on every host.

use super::Rule;
use crate::{
    cluster::Cluster,
    diagnostic::{Diagnostic, Report},
    key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule { code: "port-taken", run };

/// Where nodes tell each other who is there.
const NODES: u16 = 7946;

fn run(cluster: &Cluster, report: &mut Report) {
    mirror(cluster, report);
    data_path(cluster, report);
}

fn data_path(cluster: &Cluster, report: &mut Report) {
    if cluster.swarm.data_path_port == Some(NODES) {
        let message = format!("the port {NODES} is that of the swarm's nodes, for UDP as well as for TCP");
        report.push(
            Diagnostic::error(RULE.code, KeyPath::of(["swarm", "data_path_port"]), message)
                .help("Choose another port, or remove the setting: then it is 4789."),
        );
    }
}

fn mirror(cluster: &Cluster, report: &mut Report) {
    let Some(mirror) = &cluster.mirror else { return };
    let Some(owner) = owner(mirror.port, cluster.traefik.is_some()) else { return };
    let message = format!("the port {} is that of {owner}, and the mirror would take it on every host", mirror.port);
    report.push(
        Diagnostic::error(RULE.code, KeyPath::of(["mirror", "port"]), message)
            .help("Choose another port, or remove the setting: then it is 5000."),
    );
}

/// Who has the port for TCP. The port of the traffic between containers is none of these: that is UDP.
fn owner(port: u16, traefik: bool) -> Option<&'static str> {
    match port {
        22 => Some("the hosts' SSH"),
        80 | 443 if traefik => Some("the Traefik that `[traefik]` deploys"),
        2377 => Some("the swarm's managers"),
        NODES => Some("the swarm's nodes"),
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
