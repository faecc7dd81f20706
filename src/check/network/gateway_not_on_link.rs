//! A router outside the subnets of its interface.

use std::net::IpAddr;

use super::interfaces::{interfaces, place};
use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::{
        cluster::Cluster,
        network::{Interface, Route},
    },
};

pub(super) const RULE: Rule = Rule::new(code!("gateway-not-on-link", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (host, _, interface) in interfaces(cluster) {
        let at = place(host, interface, &["routes"]);
        for (index, route) in interface.routes.iter().enumerate().filter(|(_, route)| !is_near(interface, route)) {
            let message = format!("the router `{}` is not in any subnet of `{}`", route.via, interface.id);
            report.push(Diagnostic::at(RULE.code, at.index(index).key("via"), message).help(
                "Correct `via`, or set `on-link = true` if the interface reaches the router directly \
                         nevertheless.",
            ));
        }
    }
}

fn is_near(interface: &Interface, route: &Route) -> bool {
    let by_dhcp = if route.via.is_ipv4() { interface.dhcp4 } else { interface.dhcp6 };
    // Routers announce themselves by their link-local address, which is on every link.
    let is_link_local = matches!(route.via, IpAddr::V6(via) if via.is_unicast_link_local());
    let mut subnets = interface.addresses.iter().filter(|subnet| subnet.addr().is_ipv4() == route.via.is_ipv4());
    by_dhcp || is_link_local || subnets.any(|subnet| route.on_link || subnet.contains(&route.via))
}
