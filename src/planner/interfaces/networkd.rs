//! Files of systemd-networkd: `.netdev` creates an interface, `.network` configures it. udev reads `.link`.

use super::{controller, name_of};
use crate::{
    formats::ini::Ini,
    model::network::{BondParameters, Interface, Interfaces, Kind, Route},
};

/// The files of all interfaces.
pub(super) fn files(network: &Interfaces) -> impl Iterator<Item = (String, Ini, u32)> {
    network.0.iter().flat_map(|interface| {
        let netdev = netdev(interface).map(|ini| (path(interface, "netdev"), ini, 0o644));
        [Some((path(interface, "network"), configured(network, interface), 0o644)), netdev].into_iter().flatten()
    })
}

/// The file that names the card with an Ethernet address. A bond changes the current address of its cards.
pub(super) fn link(interface: &Interface) -> Option<(String, Ini, u32)> {
    let Kind::Ethernet { name, mac: Some(mac) } = &interface.kind else { return None };
    let ini = Ini::default().section("Match").set("PermanentMACAddress", mac).section("Link").set("Name", name);
    Some((path(interface, "link"), ini, 0o644))
}

fn path(interface: &Interface, end: &str) -> String {
    format!("/etc/systemd/network/10-swarmgen-{}.{end}", interface.name())
}

fn netdev(interface: &Interface) -> Option<Ini> {
    let kind = match &interface.kind {
        Kind::Ethernet { .. } => return None,
        Kind::Bond { .. } => "bond",
        Kind::Vlan { .. } => "vlan",
        Kind::Bridge { .. } => "bridge",
    };
    let ini = Ini::default().section("NetDev").set("Name", interface.name()).set("Kind", kind);
    let ini = ini.set_each("MTUBytes", interface.mtu);
    Some(match &interface.kind {
        Kind::Bond { parameters, .. } => bond(ini, parameters),
        Kind::Vlan { id, .. } => ini.section("VLAN").set("Id", id),
        Kind::Bridge { stp, forward_delay, .. } => {
            ini.section("Bridge").set("STP", yes_or_no(*stp)).set("ForwardDelaySec", forward_delay)
        }
        Kind::Ethernet { .. } => ini,
    })
}

fn bond(ini: Ini, parameters: &BondParameters) -> Ini {
    ini.section("Bond")
        .set("Mode", parameters.mode)
        .set("MIIMonitorSec", format!("{}ms", parameters.mii_monitor_interval))
        .set_each("LACPTransmitRate", parameters.lacp_rate)
        .set_each("TransmitHashPolicy", parameters.transmit_hash_policy)
}

fn configured(network: &Interfaces, interface: &Interface) -> Ini {
    let ini = Ini::default().section("Match").set("Name", interface.name());
    let ini = ini.section("Link").set_each("MTUBytes", interface.mtu).section("Network");
    // A bridge has no carrier before its first port.
    let is_bridge = matches!(interface.kind, Kind::Bridge { .. });
    let ini = ini.set_each("ConfigureWithoutCarrier", is_bridge.then_some("yes"));
    let ini = match controller(network, interface) {
        Some((controller, "bond")) => port(ini.set("Bond", controller), network, interface),
        Some((controller, _)) => port(ini.set("Bridge", controller), network, interface),
        None => addressed(ini, interface),
    };
    let ini = ini.set_each("VLAN", network.vlans(&interface.id).map(Interface::name));
    if network.controller(&interface.id).is_some() { ini } else { interface.routes.iter().fold(ini, route) }
}

fn port(ini: Ini, network: &Interfaces, interface: &Interface) -> Ini {
    let is_primary = network.0.iter().any(|bond| match &bond.kind {
        Kind::Bond { parameters, .. } => {
            parameters.primary.as_deref().is_some_and(|primary| name_of(network, primary) == interface.name())
        }
        _ => false,
    });
    ini.set("LinkLocalAddressing", "no").set_each("PrimarySlave", is_primary.then_some("yes"))
}

fn addressed(ini: Ini, interface: &Interface) -> Ini {
    let dhcp = match (interface.dhcp4, interface.dhcp6) {
        (true, true) => "yes",
        (true, false) => "ipv4",
        (false, true) => "ipv6",
        (false, false) => "no",
    };
    let search = interface.search.join(" ");
    ini.set("DHCP", dhcp)
        .set_each("Address", &interface.addresses)
        .set_each("DNS", &interface.nameservers)
        .set_each("Domains", (!search.is_empty()).then_some(search))
}

fn route(ini: Ini, route: &Route) -> Ini {
    ini.section("Route")
        .set("Destination", route.to)
        .set("Gateway", route.via)
        .set_each("GatewayOnLink", route.on_link.then_some("yes"))
        .set_each("Metric", route.metric)
}

fn yes_or_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}
