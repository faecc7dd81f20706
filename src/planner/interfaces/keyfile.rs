//! Keyfiles of NetworkManager, one connection for each interface. It ignores a keyfile that other users can read.

use std::net::IpAddr;

use super::{controller, name_of};
use crate::{
    formats::ini::Ini,
    model::network::{BondParameters, Interface, Interfaces, Kind, Route},
};

/// The keyfiles of all interfaces.
pub(super) fn files(network: &Interfaces) -> impl Iterator<Item = (String, Ini, u32)> {
    network.0.iter().map(|interface| {
        let name = interface.name();
        let path = format!("/etc/NetworkManager/system-connections/swarmgen-{name}.nmconnection");
        (path, connection(network, interface), 0o600)
    })
}

fn connection(network: &Interfaces, interface: &Interface) -> Ini {
    let kind = match interface.kind {
        Kind::Ethernet { .. } => "ethernet",
        Kind::Bond { .. } => "bond",
        Kind::Vlan { .. } => "vlan",
        Kind::Bridge { .. } => "bridge",
    };
    let ini = Ini::default().section("connection");
    let ini = ini.set("id", format!("swarmgen-{}", interface.name())).set("type", kind);
    // A card with an Ethernet address is found by it, also before udev has renamed the card.
    let by_name = !matches!(interface.kind, Kind::Ethernet { mac: Some(_), .. });
    let ini = ini.set_each("interface-name", by_name.then_some(interface.name()));
    let controller = controller(network, interface);
    let ini = ini
        .set_each("controller", controller.map(|(name, _)| name))
        .set_each("port-type", controller.map(|(_, kind)| kind));
    let ini = own(ethernet(ini, interface), network, interface);
    if controller.is_some() { ini } else { families(ini, interface) }
}

/// The section that holds the MTU of every kind.
fn ethernet(ini: Ini, interface: &Interface) -> Ini {
    let mac = match interface.kind {
        Kind::Ethernet { mac, .. } => mac,
        _ => None,
    };
    ini.section("ethernet").set_each("mac-address", mac).set_each("mtu", interface.mtu)
}

fn own(ini: Ini, network: &Interfaces, interface: &Interface) -> Ini {
    match &interface.kind {
        Kind::Ethernet { .. } => ini,
        Kind::Bond { parameters, .. } => bond(ini, network, parameters),
        Kind::Vlan { id, link } => ini.section("vlan").set("id", id).set("parent", name_of(network, link)),
        Kind::Bridge { stp, forward_delay, .. } => {
            // NetworkManager accepts a delay only with the protocol.
            let delay = stp.then_some(forward_delay);
            ini.section("bridge").set("stp", stp).set_each("forward-delay", delay)
        }
    }
}

fn bond(ini: Ini, network: &Interfaces, parameters: &BondParameters) -> Ini {
    ini.section("bond")
        .set("mode", parameters.mode)
        .set("miimon", parameters.mii_monitor_interval)
        .set_each("lacp_rate", parameters.lacp_rate)
        .set_each("xmit_hash_policy", parameters.transmit_hash_policy)
        .set_each("primary", parameters.primary.as_deref().map(|primary| name_of(network, primary)))
}

fn families(ini: Ini, interface: &Interface) -> Ini {
    let has_ipv4 = interface.dhcp4 || interface.addresses.iter().any(|it| it.addr().is_ipv4());
    let has_ipv6 = interface.dhcp6 || interface.addresses.iter().any(|it| it.addr().is_ipv6());
    let ipv4 = match (interface.dhcp4, has_ipv4) {
        (true, _) => "auto",
        (false, true) => "manual",
        (false, false) => "disabled",
    };
    let ipv6 = match (interface.dhcp6, has_ipv6) {
        (false, true) => "manual",
        // Without an address of either kind, `auto` would fail after a while, and take the interface down.
        (false, false) if !has_ipv4 => "link-local",
        // As without this file: also addresses that routers announce.
        _ => "auto",
    };
    // NetworkManager accepts it in one family that is not disabled.
    let search = joined(&interface.search);
    let ini = family(ini.section("ipv4").set("method", ipv4), interface, IpAddr::is_ipv4);
    let ini = ini.set_each("dns-search", search.as_ref().filter(|_| has_ipv4));
    let ini = family(ini.section("ipv6").set("method", ipv6), interface, IpAddr::is_ipv6);
    ini.set_each("dns-search", search.as_ref().filter(|_| !has_ipv4))
}

fn family(mut ini: Ini, interface: &Interface, is_own: fn(&IpAddr) -> bool) -> Ini {
    let addresses = interface.addresses.iter().filter(|address| is_own(&address.addr()));
    for (number, address) in addresses.enumerate() {
        ini = ini.set(format!("address{}", number + 1), address);
    }
    let routes = interface.routes.iter().filter(|route| is_own(&route.via));
    for (number, it) in routes.enumerate() {
        ini = route(ini, number + 1, it);
    }
    let servers: Vec<_> = interface.nameservers.iter().filter(|server| is_own(server)).collect();
    ini.set_each("dns", joined(&servers))
}

fn route(ini: Ini, number: usize, route: &Route) -> Ini {
    let metric = route.metric.map(|metric| format!(",{metric}")).unwrap_or_default();
    ini.set(format!("route{number}"), format!("{},{}{metric}", route.to, route.via))
        .set_each(&format!("route{number}_options"), route.on_link.then_some("onlink=true"))
}

/// A list, each element with a semicolon after it; `None` if there are no elements.
fn joined(elements: &[impl ToString]) -> Option<String> {
    let text: String = elements.iter().map(|element| format!("{};", element.to_string())).collect();
    (!text.is_empty()).then_some(text)
}
