//! Hosts in Docker's default pool for overlay networks.

use ipnet::{IpNet, Ipv4Net};

use crate::{
    check::{
        Rule,
        swarm::pools::{further_subnets, overlap},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    os::Version,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("default-pool-overlap", Warning), run);

/// Docker's default pool. Docker takes /24 networks from its start.
const DEFAULT: IpNet = IpNet::V4(Ipv4Net::new_assert(std::net::Ipv4Addr::new(10, 0, 0, 0), 8));

fn run(cluster: &Cluster, report: &mut Report) {
    if !cluster.swarm.default_addr_pool.is_empty() {
        return;
    }
    if overlap(DEFAULT, cluster.subnet) {
        report.push(finding(cluster, cluster.subnet, KeyPath::of(["cluster", "subnet"])));
    }
    for (subnet, (place, _)) in further_subnets(cluster).into_iter().filter(|(subnet, _)| overlap(DEFAULT, *subnet)) {
        report.push(finding(cluster, subnet, place));
    }
}

fn finding(cluster: &Cluster, subnet: IpNet, place: KeyPath) -> Diagnostic {
    let message = format!("the subnet `{subnet}` overlaps `{DEFAULT}`, Docker's default pool for overlay networks");
    // `--default-addr-pool` came with engine 18.09.
    let old = cluster.managers().any(|host| host.os.engine.version < Version(18, 9));
    let help = if old {
        "Move the hosts to a subnet outside the pool; the managers' engine is too old for another pool."
    } else {
        "Set another pool, such as `swarm.default_addr_pool = [\"172.30.0.0/16\"]`."
    };
    Diagnostic::at(RULE.code, place, message).label("overlaps the default pool").help(help)
}
