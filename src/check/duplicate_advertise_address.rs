//! Two hosts that other nodes would look for at one address.

use std::net::{IpAddr, SocketAddr};

use super::{
    Rule,
    places::{about, named, shared},
};
use crate::{
    cluster::{Cluster, Host},
    diagnostic::{Report, Severity},
};

pub(super) const RULE: Rule = Rule { code: "duplicate-advertise-address", run };

fn run(cluster: &Cluster, report: &mut Report) {
    for (address, mut hosts) in shared(&cluster.hosts, advertised) {
        // Hosts that advertise their own addresses are told of `duplicate-address` already.
        if hosts.iter().all(|host| host.address == address) {
            continue;
        }
        let message = format!("{} advertise the same address `{address}`", named(&hosts));
        // A host that names the address outright is shown before one that has it by default.
        hosts.sort_by_key(|host| host.address == address);
        report
            .push(about(Severity::Error, RULE.code, &hosts, &["advertise_address"], message).help(
                "Give every host an `advertise_address` of its own, or leave it out to advertise the `address`.",
            ));
    }
}

/// The advertised address; an interface name is none, and the same name on every host is right.
fn advertised(host: &Host) -> Option<IpAddr> {
    let text = host.advertise_address.as_str();
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}
