//! An interface with two owners: two bonds or bridges, a bond and addresses of its own, or two tables.

use super::interfaces::{networks, place};
use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::{
        cluster::{Cluster, Host},
        network::{Interface, Interfaces, Kind},
    },
};

pub(super) const RULE: Rule = Rule::new(code!("interface-used-twice", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (host, network) in networks(cluster) {
        for (index, interface) in network.0.iter().enumerate() {
            in_two(host, network, interface, report);
            addressed(host, network, interface, report);
            for earlier in &network.0[..index] {
                same(host, earlier, interface, report);
            }
        }
    }
}

/// A port of two controllers, or twice of one.
fn in_two(host: &Host, network: &Interfaces, interface: &Interface, report: &mut Report) {
    let uses = network.0.iter().flat_map(|user| {
        let ports = user.ports().iter().enumerate().filter(|(_, port)| **port == interface.id);
        ports.map(move |(index, _)| (user, place(host, user, &["interfaces"]).index(index)))
    });
    let [(first, at), (second, again), ..] = &uses.collect::<Vec<_>>()[..] else { return };
    let message = format!("`{}` is an interface of `{}` and of `{}`", interface.id, first.id, second.id);
    report.push(
        Diagnostic::at(RULE.code, again.clone(), message)
            .also(at.clone(), "the first use")
            .help("List each interface once."),
    );
}

/// A port with an address: the kernel gives all packets to the controller.
fn addressed(host: &Host, network: &Interfaces, interface: &Interface, report: &mut Report) {
    let Some(controller) = network.controller(&interface.id).filter(|_| interface.has_address()) else { return };
    let key =
        if interface.addresses.is_empty() { ["dhcp6", "dhcp4"][usize::from(interface.dhcp4)] } else { "addresses" };
    let message = format!("`{}` is an interface of `{}` and has `{key}` of its own", interface.id, controller.id);
    report.push(
        Diagnostic::at(RULE.code, place(host, interface, &[key]), message)
            .also(place(host, controller, &["interfaces"]), format!("`{}`", controller.id))
            .help(format!("Move `{key}` to `{}`.", controller.id)),
    );
}

/// Two tables of one interface.
fn same(host: &Host, earlier: &Interface, later: &Interface, report: &mut Report) {
    let (message, keys): (_, &[&str]) = match (mac(earlier), mac(later)) {
        _ if earlier.name() == later.name() => (format!("two interfaces have the name `{}`", later.name()), &[]),
        (Some(one), Some(other)) if one == other => {
            (format!("`{}` and `{}` have the same `macaddress`", earlier.id, later.id), &["match", "macaddress"])
        }
        _ => return,
    };
    report.push(
        Diagnostic::at(RULE.code, place(host, later, keys), message)
            .also(place(host, earlier, keys), "the other one")
            .help("Describe each interface in one table."),
    );
}

fn mac(interface: &Interface) -> Option<crate::values::net::MacAddr> {
    match interface.kind {
        Kind::Ethernet { mac, .. } => mac,
        Kind::Bond { .. } | Kind::Vlan { .. } | Kind::Bridge { .. } => None,
    }
}
