//! A public address that a host with a private one advertises. Clouds map such an address to the host (1:1 NAT): the host itself does not
//! have it, and waits for it without `listen_address`.

use std::net::{IpAddr, Ipv4Addr};

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("advertise-address-elsewhere", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let hosts = cluster.hosts.iter().filter(|host| is_elsewhere(host));
    for (place, hosts) in at_each_place(hosts, &["advertise_address"]) {
        let message = format!(
            "`{}` is public and the `address` of {} is private: a host that does not have the public address itself never joins",
            hosts[0].advertise_address,
            named(&hosts)
        );
        report.push(Diagnostic::at(RULE.code, place, message).help(
            "Behind NAT, set `listen_address` to the host's `address`. If the host has the public address, \
 write its interface as `advertise_address`.",
        ));
    }
}

fn is_elsewhere(host: &Host) -> bool {
    match (host.advertise_address.ip(), host.address, &host.listen_address) {
        (Some(IpAddr::V4(advertised)), IpAddr::V4(own), None) => is_private(own) && !is_private(advertised),
        _ => false,
    }
}

/// Also the addresses that carriers and overlay VPNs share, 100.64.0.0/10.
fn is_private(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    is_shared || address.is_private() || address.is_loopback() || address.is_link_local()
}
