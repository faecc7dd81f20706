//! An address at which the other nodes cannot reach a node. The engine accepts only addresses and interfaces, and resolves no names. It
//! also accepts addresses that only the host itself can use, and the swarm would never form.

use std::net::{IpAddr, SocketAddr};

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::node_address::NodeAddress,
};

pub(super) const RULE: Rule = Rule::new(code!("invalid-node-address", Error), run);

/// The kernel's limit, IFNAMSIZ, without the closing NUL.
const LONGEST_INTERFACE: usize = 15;

const KINDS: &str = "Write an IP address or the name of an interface; the engine does not resolve host names.";

fn run(cluster: &Cluster, report: &mut Report) {
    find(cluster, report, "advertise_address", |host| Some(&host.advertise_address));
    find(cluster, report, "listen_address", |host| host.listen_address.as_ref());
    find(cluster, report, "data_path_address", |host| host.data_path_address.as_ref());
}

fn find(cluster: &Cluster, report: &mut Report, key: &str, value: fn(&Host) -> Option<&NodeAddress>) {
    for (place, hosts) in at_each_place(&cluster.hosts, &[key]) {
        let Some(address) = value(hosts[0]) else { continue };
        let Some((fault, help)) = fault(address, cluster.domain.as_str()) else { continue };
        let message = format!("`{address}`, the `{key}` of {}, {fault}", named(&hosts));
        report.push(Diagnostic::at(RULE.code, place, message).help(help));
    }
}

/// The fault of a node's address, and its fix.
fn fault(address: &NodeAddress, domain: &str) -> Option<(&'static str, String)> {
    let own = match address {
        NodeAddress::Ip(address) => is_loopback_or_link_local(*address),
        NodeAddress::Interface(name) => name == "lo",
    };
    if own {
        let help = "Write the address at which the other nodes reach the host.";
        return Some(("is an address that only the host itself can use", help.to_owned()));
    }
    match address {
        NodeAddress::Ip(address) if !address.is_unspecified() && !address.is_multicast() => None,
        NodeAddress::Interface(name) if is_interface(name, domain) => None,
        _ => Some(no_address(address)),
    }
}

fn no_address(address: &NodeAddress) -> (&'static str, String) {
    match address.to_string().parse::<SocketAddr>() {
        // The host compares the address with those of its interfaces, which have no ports.
        Ok(socket) => ("has a port", format!("Remove the port: `{}`.", socket.ip())),
        Err(_) => ("is neither an IP address nor an interface name", KINDS.to_owned()),
    }
}

/// No other host can use these. A link-local IPv6 address also requires the name of the link.
fn is_loopback_or_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unicast_link_local(),
    }
}

fn is_interface(text: &str, domain: &str) -> bool {
    let allowed = |c: char| c.is_ascii_graphic() && !"/:".contains(c);
    let is_host = text.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    let is_number = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    !text.is_empty() && text.len() <= LONGEST_INTERFACE && text.chars().all(allowed) && !is_host && !is_number
}

#[cfg(test)]
mod tests {
    use super::NodeAddress;

    fn fault(text: &str) -> Option<(&'static str, String)> {
        super::fault(&NodeAddress::from(text.to_owned()), "lan")
    }

    #[test]
    fn host_names_are_neither_addresses_nor_interfaces() {
        let passes = |text| fault(text).is_none();
        for text in ["eth0", "eth0.100", "br-lan", "enp1s0f0np0", "10.8.0.1", "fd00::11"] {
            assert!(passes(text), "{text}");
        }
        for text in ["", "ds1.lan", "a-very-long-name", "eth0:1", "et h", "10.8.0", "0.0.0.0", "::", "[fd00::11]"] {
            assert!(!passes(text), "{text}");
        }
    }

    #[test]
    fn no_node_is_reached_at_an_address_of_the_host_alone() {
        for text in ["lo", "127.0.0.1", "127.0.1.1", "::1", "fe80::1", "224.0.0.1", "ff02::1"] {
            assert!(fault(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_port_is_to_be_left_out() {
        for (text, address) in [("10.8.0.1:2377", "10.8.0.1"), ("[fd00::11]:2377", "fd00::11")] {
            let (_, help) = fault(text).expect("it has a port");
            assert_eq!(help, format!("Remove the port: `{address}`."));
        }
    }
}
