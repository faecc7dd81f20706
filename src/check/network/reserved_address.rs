//! An address that means the subnet, or all of its hosts.

use std::net::IpAddr;

use ipnet::IpNet;

use super::interfaces::{interfaces, place};
use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("reserved-address", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    find(cluster, report, "address", |host| Some(host.address));
    find(cluster, report, "gateway", |host| host.gateway);
    for (host, _, interface) in interfaces(cluster) {
        let at = place(host, interface, &["addresses"]);
        // The address of the host is among the findings above.
        let others = |address: &IpNet| address.addr() != host.address || address.trunc() != cluster.subnet;
        for (index, address) in interface.addresses.iter().enumerate().filter(|(_, address)| others(address)) {
            let Some(meaning) = reserved(address.trunc(), address.addr()) else { continue };
            let message = format!("`{address}`, an address of `{}`, is the {meaning} of its subnet", interface.id);
            report.push(
                Diagnostic::at(RULE.code, at.index(index), message)
                    .label(format!("the {meaning}"))
                    .help(format!("Choose another address in `{}`.", address.trunc())),
            );
        }
    }
}

fn find(cluster: &Cluster, report: &mut Report, key: &str, value: impl Fn(&Host) -> Option<IpAddr>) {
    let meaning = |host: &Host| value(host).and_then(|address| reserved(cluster.subnet, address));
    let reserved = cluster.hosts.iter().filter(|host| meaning(host).is_some());
    for (place, hosts) in at_each_place(reserved, &[key]) {
        let (Some(address), Some(meaning)) = (value(hosts[0]), meaning(hosts[0])) else { continue };
        let message = format!("`{address}`, the `{key}` of {}, is the {meaning} of the subnet", named(&hosts));
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label(format!("the {meaning}"))
                .also(KeyPath::of(["cluster", "subnet"]), "the subnet")
                .help(format!("Choose another address in `{}`.", cluster.subnet)),
        );
    }
}

/// The meaning of a reserved address.
fn reserved(subnet: IpNet, address: IpAddr) -> Option<&'static str> {
    // RFC 3021 and RFC 6164: a subnet of one or two addresses has no reserved addresses.
    if subnet.max_prefix_len() - subnet.prefix_len() < 2 {
        return None;
    }
    match subnet {
        _ if address == subnet.network() => Some("network address"),
        IpNet::V4(_) if address == subnet.broadcast() => Some("broadcast address"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::reserved;

    #[test]
    fn the_ends_of_a_subnet_are_reserved_unless_it_is_too_small_for_ends() {
        let reserved = |subnet: &str, address: &str| {
            reserved(subnet.parse().expect("a subnet"), address.parse().expect("an address"))
        };
        assert_eq!(reserved("192.168.31.0/24", "192.168.31.0"), Some("network address"));
        assert_eq!(reserved("192.168.31.0/24", "192.168.31.255"), Some("broadcast address"));
        assert_eq!(reserved("192.168.30.0/23", "192.168.30.255"), None);
        assert_eq!(reserved("192.168.31.0/31", "192.168.31.0"), None);
        assert_eq!(reserved("fd00::/64", "fd00::"), Some("network address"));
        assert_eq!(reserved("fd00::/64", "fd00::ffff:ffff:ffff:ffff"), None);
    }
}
