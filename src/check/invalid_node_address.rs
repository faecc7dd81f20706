//! An address by which no node can be reached: the engine takes literal addresses and interfaces, and resolves no names.

use std::net::{IpAddr, SocketAddr};

use super::{
    Rule,
    places::{at_each_place, named},
};
use crate::{
    cluster::{Cluster, Host},
    diagnostic::{Diagnostic, Report},
};

pub(super) const RULE: Rule = Rule { code: "invalid-node-address", run };

/// The kernel's limit, IFNAMSIZ, without the closing NUL.
const LONGEST_INTERFACE: usize = 15;

fn run(cluster: &Cluster, report: &mut Report) {
    find(cluster, report, "advertise_address", |host| Some(&host.advertise_address));
    find(cluster, report, "data_path_address", |host| host.data_path_address.as_ref());
}

fn find(cluster: &Cluster, report: &mut Report, key: &str, value: fn(&Host) -> Option<&String>) {
    let wrong = |host: &&Host| {
        value(host).is_some_and(|text| !is_address(text) && !is_interface(text, cluster.domain.as_str()))
    };
    for (place, hosts) in at_each_place(cluster.hosts.iter().filter(wrong), &[key]) {
        let Some(text) = value(hosts[0]) else { continue };
        let message = format!("`{text}`, the {key} of {}, is neither an IP address nor an interface", named(&hosts));
        report.push(
            Diagnostic::error(RULE.code, place, message)
                .help("Write an IP address, or the name of the interface that has it; host names are not looked up."),
        );
    }
}

fn is_address(text: &str) -> bool {
    let address = text.parse::<IpAddr>().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.is_some_and(|address| !address.is_unspecified())
}

fn is_interface(text: &str, domain: &str) -> bool {
    let allowed = |c: char| c.is_ascii_graphic() && !"/:".contains(c);
    let is_host = text.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    let is_number = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    !text.is_empty() && text.len() <= LONGEST_INTERFACE && text.chars().all(allowed) && !is_host && !is_number
}

#[cfg(test)]
mod tests {
    use super::{is_address, is_interface};

    #[test]
    fn host_names_are_neither_addresses_nor_interfaces() {
        for name in ["eth0", "eth0.100", "br-lan", "enp1s0f0np0"] {
            assert!(is_interface(name, "lan"), "{name}");
        }
        for name in ["", "ds1.lan", "a-very-long-name", "eth0:1", "et h", "10.8.0"] {
            assert!(!is_interface(name, "lan") && !is_address(name), "{name}");
        }
        assert!(is_address("10.8.0.1") && is_address("10.8.0.1:2377") && is_address("[fd00::1]:2377"));
        assert!(!is_address("0.0.0.0") && !is_address("::"));
    }
}
