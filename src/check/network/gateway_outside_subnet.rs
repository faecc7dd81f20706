//! A gateway that a host cannot reach.

use std::net::IpAddr;

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("gateway-outside-subnet", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let subnet = cluster.subnet;
    // Routers announce themselves by their link-local address, which is on every link.
    let near = |gateway: IpAddr| subnet.contains(&gateway) || subnet.addr().is_ipv6() && is_link_local(gateway);
    let outside = cluster.hosts.iter().filter(|host| host.gateway.is_some_and(|gateway| !near(gateway)));
    for (place, hosts) in at_each_place(outside, &["gateway"]) {
        let Some(gateway) = hosts[0].gateway else { continue };
        let message = format!("the gateway `{gateway}` of {} is not in the subnet `{subnet}`", named(&hosts));
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label("not in the subnet")
                .also(KeyPath::of(["cluster", "subnet"]), "the subnet")
                .help("Set `gateway` to the router's address in the hosts' subnet."),
        );
    }
}

fn is_link_local(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.is_unicast_link_local())
}
