//! An address of a host that no interface of its `network` has.

use super::interfaces::networks;
use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::{
        cluster::{Cluster, Host},
        network::Interfaces,
    },
    values::node_address::NodeAddress,
};

pub(super) const RULE: Rule = Rule::new(code!("address-not-on-host", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (host, network) in networks(cluster) {
        let address = NodeAddress::Ip(host.address);
        // By default, the advertised address is `address`: one finding is enough.
        let advertised = Some(&host.advertise_address).filter(|advertised| **advertised != address);
        let given = [
            ("address", Some(&address)),
            ("advertise_address", advertised),
            ("data_path_address", host.data_path_address.as_ref()),
        ];
        for (key, value) in given {
            if let Some(value) = value.filter(|value| !has(network, value)) {
                report.push(finding(host, network, key, value));
            }
        }
    }
}

/// Whether the host has it, or may have it by DHCP.
fn has(network: &Interfaces, value: &NodeAddress) -> bool {
    match value {
        NodeAddress::Ip(address) => network.owner(*address).is_some() || network.has_dhcp(),
        NodeAddress::Interface(name) => network.0.iter().any(|it| it.name() == name && it.has_address()),
    }
}

fn finding(host: &Host, network: &Interfaces, key: &str, value: &NodeAddress) -> Diagnostic {
    let message = format!("no interface of host `{}` has `{value}`, its `{key}`", host.name);
    let known: Vec<_> = network.addresses().map(|address| format!("`{}`", address.addr())).collect();
    let named: Vec<_> =
        network.0.iter().filter(|it| it.has_address()).map(|interface| format!("`{}`", interface.name())).collect();
    let known = match value {
        NodeAddress::Ip(_) => known.join(", "),
        NodeAddress::Interface(_) => named.join(", "),
    };
    Diagnostic::at(RULE.code, host.origin.of(key), message)
        .also(host.origin.of("network"), "the network")
        .help(format!("Choose one of {known}, or add `{value}` to `network`."))
}
