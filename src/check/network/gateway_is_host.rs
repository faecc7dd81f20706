//! A gateway with the address of a host.

use std::{collections::HashMap, net::IpAddr};

use super::interfaces::{interfaces, place};
use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("gateway-is-host", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let owners: HashMap<IpAddr, &Host> = cluster.hosts.iter().map(|host| (host.address, host)).collect();
    for (host, _, interface) in interfaces(cluster) {
        let at = place(host, interface, &["routes"]);
        // Another route may lead through a host.
        for (index, route) in interface.routes.iter().enumerate().filter(|(_, route)| route.is_default()) {
            let Some(owner) = owners.get(&route.via) else { continue };
            let message =
                format!("the router `{}` of `{}` is the address of host `{}`", route.via, interface.id, owner.name);
            report.push(
                Diagnostic::at(RULE.code, at.index(index).key("via"), message)
                    .also(owner.origin.of("address"), format!("host `{}`", owner.name))
                    .help("Set `via` to the router's address, or give the host another address."),
            );
        }
    }
    let owner = |host: &Host| host.gateway.and_then(|gateway| owners.get(&gateway));
    let wrong = cluster.hosts.iter().filter(|host| owner(host).is_some());
    for (place, hosts) in at_each_place(wrong, &["gateway"]) {
        let Some(owner) = owner(hosts[0]) else { continue };
        let (gateway, name) = (owner.address, &owner.name);
        let message = format!("the gateway `{gateway}` of {} is the address of host `{name}`", named(&hosts));
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label("the gateway")
                .also(owner.origin.of("address"), format!("host `{name}`"))
                .help("Set `gateway` to the router's address, or give the host another address."),
        );
    }
}
