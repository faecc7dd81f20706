//! Resolves the table `network` of a host to [`Interfaces`].

use std::{collections::BTreeSet, net::IpAddr};

use indexmap::IndexMap;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::values::{Word, invalid, missing, parse, parse_name, word, words};
use crate::{
    diagnostics::Report,
    model::{
        cluster::Origin,
        inventory::{
            BondParametersTable, BondTable, BridgeTable, EthernetTable, Inventory, NameserversTable, NetworkTable,
            RouteTable, VlanTable,
        },
        network::{BondParameters, Interface, Interfaces, Kind, Route},
    },
    values::{
        key_path::KeyPath,
        names::BondMode,
        net::{DomainName, MacAddr},
    },
};

const ADDRESS: &str = "an IP address such as `192.168.31.11`";
const WITH_LENGTH: &str = "an address with the prefix length of its subnet, such as `192.168.31.11/24`";
const DESTINATION: &str = "a subnet such as `10.0.0.0/8`, or `default`";

/// Every interface without an error.
pub(super) fn resolve(table: &NetworkTable, domain: &str, origin: &Origin, report: &mut Report) -> Interfaces {
    let mut found = Vec::new();
    found.extend(each(table.ethernets.as_ref(), "ethernets", domain, origin, report, ethernet));
    found.extend(each(table.bonds.as_ref(), "bonds", domain, origin, report, |table, place, report| {
        Some(bond(table, place, report))
    }));
    found.extend(each(table.vlans.as_ref(), "vlans", domain, origin, report, vlan));
    found.extend(each(table.bridges.as_ref(), "bridges", domain, origin, report, |table, place, report| {
        Some(bridge(table, place, report))
    }));
    inherit_mtu(&mut found);
    Interfaces(found)
}

/// A VLAN that exists before its link has a larger MTU would keep the default, so each VLAN states its own.
fn inherit_mtu(found: &mut [Interface]) {
    for index in 0..found.len() {
        let Kind::Vlan { link, .. } = &found[index].kind else { continue };
        let below = found.iter().find(|it| it.id == *link).and_then(|link| link.mtu);
        found[index].mtu = found[index].mtu.or(below);
    }
}

/// The place of an interface's table, and the values that all kinds have.
struct Place<'o> {
    origin: &'o Origin,
    keys: [&'o str; 3],
}

impl Place<'_> {
    /// The place of a setting within the table.
    fn of(&self, keys: &[&str]) -> KeyPath {
        self.origin.setting(&[&self.keys, keys].concat())
    }

    fn id(&self) -> &str {
        self.keys[2]
    }
}

/// The keys of every kind of interface.
struct Common<'t> {
    addresses: &'t [String],
    dhcp4: bool,
    dhcp6: bool,
    routes: &'t [RouteTable],
    nameservers: Option<&'t NameserversTable>,
    mtu: Option<u32>,
}

macro_rules! table {
    ($($name:ident),+) => {
        $(impl<'t> From<&'t $name> for Common<'t> {
            fn from(table: &'t $name) -> Self {
                Self {
                    addresses: table.addresses.as_deref().unwrap_or_default(),
                    dhcp4: table.dhcp4.unwrap_or_default(),
                    dhcp6: table.dhcp6.unwrap_or_default(),
                    routes: table.routes.as_deref().unwrap_or_default(),
                    nameservers: table.nameservers.as_ref(),
                    mtu: table.mtu,
                }
            }
        })+
    };
}

table!(EthernetTable, BondTable, VlanTable, BridgeTable);

/// The interfaces of one kind.
fn each<'t, T>(
    tables: Option<&'t IndexMap<String, T>>,
    kind: &str,
    domain: &str,
    origin: &Origin,
    report: &mut Report,
    of: fn(&T, &Place, &mut Report) -> Option<Kind>,
) -> Vec<Interface>
where
    Common<'t>: From<&'t T>,
{
    let resolve = |(id, table): (&'t String, &'t T)| {
        let place = Place { origin, keys: ["network", kind, id] };
        let id = word(id, Word::Interface, &place.of(&[]), report);
        let kind = of(table, &place, report);
        let common = table.into();
        let interface = interface(&common, domain, &place, report);
        // An address with an error has no family.
        if interface.addresses.len() == common.addresses.len() {
            unreachable(&interface, &place, report);
        }
        Some(Interface { id: id?, kind: kind?, ..interface })
    };
    tables.into_iter().flatten().filter_map(resolve).collect()
}

fn interface(table: &Common, domain: &str, place: &Place, report: &mut Report) -> Interface {
    let addresses = parse_all(table.addresses, WITH_LENGTH, &place.of(&["addresses"]), report);
    let at = place.of(&["routes"]);
    let routes = table.routes.iter().enumerate();
    let routes = routes.filter_map(|(index, table)| route(table, &at.index(index), report)).collect();
    let (nameservers, search) =
        table.nameservers.map_or_else(Default::default, |it| servers(it, domain, place, report));
    Interface {
        id: String::new(),
        kind: Kind::Ethernet { name: String::new(), mac: None },
        addresses,
        dhcp4: table.dhcp4,
        dhcp6: table.dhcp6,
        routes,
        nameservers,
        search,
        mtu: table.mtu,
    }
}

fn parse_all<T: std::str::FromStr>(texts: &[String], what: &str, at: &KeyPath, report: &mut Report) -> Vec<T> {
    texts.iter().enumerate().filter_map(|(index, text)| parse(text, what, &at.index(index), report)).collect()
}

/// The DNS servers and search domains.
fn servers(table: &NameserversTable, domain: &str, place: &Place, report: &mut Report) -> (Vec<IpAddr>, Vec<String>) {
    let at = |key| place.of(&["nameservers", key]);
    let addresses: Vec<_> =
        parse_all(table.addresses.as_deref().unwrap_or_default(), ADDRESS, &at("addresses"), report);
    let search = table.search.iter().flatten().enumerate();
    let name = |(index, text): (usize, &String)| parse_name::<DomainName>(text, &at("search").index(index), report);
    let search: Vec<_> = search.filter_map(name).map(|name| name.to_string()).collect();
    let own = table.search.is_some() || addresses.is_empty();
    (addresses, if own { search } else { vec![domain.to_owned()] })
}

/// `NetworkManager` rejects an IPv4 server of an interface without IPv4. Every interface has a link-local IPv6 address.
fn unreachable(interface: &Interface, place: &Place, report: &mut Report) {
    let has_ipv4 = interface.dhcp4 || interface.addresses.iter().any(|address| address.addr().is_ipv4());
    let servers = interface.nameservers.iter().enumerate();
    for (index, server) in servers.filter(|(_, server)| server.is_ipv4() && !has_ipv4) {
        let at = place.of(&["nameservers", "addresses"]).index(index);
        let what = "a DNS server with an IPv6 address: the interface has no IPv4 address";
        invalid::<()>(&server.to_string(), what, &at, report);
    }
}

fn route(table: &RouteTable, at: &KeyPath, report: &mut Report) -> Option<Route> {
    let via: Option<IpAddr> = parse(&table.via, ADDRESS, &at.key("via"), report);
    let to = match (table.to.as_str(), via) {
        ("default", via) => via.map(everywhere),
        (text, _) => parse(text, DESTINATION, &at.key("to"), report),
    };
    let (to, via) = (to?, via?);
    if to.addr().is_ipv4() != via.is_ipv4() {
        let family = if to.addr().is_ipv4() { "an IPv4 address" } else { "an IPv6 address" };
        return invalid(&table.via, &format!("{family}, as in `to`"), &at.key("via"), report);
    }
    Some(Route { to: to.trunc(), via, on_link: table.on_link.unwrap_or_default(), metric: table.metric })
}

fn everywhere(via: IpAddr) -> IpNet {
    if via.is_ipv4() { IpNet::V4(Ipv4Net::default()) } else { IpNet::V6(Ipv6Net::default()) }
}

fn ethernet(table: &EthernetTable, place: &Place, report: &mut Report) -> Option<Kind> {
    let name = match &table.set_name {
        Some(name) => word(name, Word::Interface, &place.of(&["set-name"]), report),
        None => Some(place.id().to_owned()),
    };
    if table.set_name.is_some() && table.r#match.is_none() {
        let help = "Add `match = { macaddress = \"…\" }`: a name applies to the card with this address.";
        return missing("match", help, &place.of(&[]), report);
    }
    let mac = match &table.r#match {
        Some(table) => Some(mac(table.macaddress.as_ref(), place, report)?),
        None => None,
    };
    Some(Kind::Ethernet { name: name?, mac })
}

fn mac(text: Option<&String>, place: &Place, report: &mut Report) -> Option<MacAddr> {
    match text {
        Some(text) => parse_name(text, &place.of(&["match", "macaddress"]), report),
        None => missing("macaddress", "Add the Ethernet address of the card to `match`.", &place.of(&[]), report),
    }
}

fn bond(table: &BondTable, place: &Place, report: &mut Report) -> Kind {
    let parameters = table.parameters.clone().unwrap_or_default();
    let at = place.of(&["parameters", "primary"]);
    let primary = parameters.primary.as_ref().and_then(|primary| word(primary, Word::Interface, &at, report));
    let ports = words(table.interfaces.as_deref(), Word::Interface, &place.of(&["interfaces"]), report);
    Kind::Bond { ports, parameters: BondParameters { primary, ..bond_parameters(&parameters) } }
}

fn bond_parameters(table: &BondParametersTable) -> BondParameters {
    BondParameters {
        mode: table.mode.unwrap_or(BondMode::BalanceRr),
        mii_monitor_interval: table.mii_monitor_interval.unwrap_or(100),
        lacp_rate: table.lacp_rate,
        transmit_hash_policy: table.transmit_hash_policy,
        primary: None,
    }
}

fn vlan(table: &VlanTable, place: &Place, report: &mut Report) -> Option<Kind> {
    let id = table.id.or_else(|| missing("id", "Add the number of the VLAN.", &place.of(&[]), report));
    let link = match &table.link {
        Some(link) => word(link, Word::Interface, &place.of(&["link"]), report),
        None => missing("link", "Add the interface below the VLAN.", &place.of(&[]), report),
    };
    Some(Kind::Vlan { id: id?, link: link? })
}

fn bridge(table: &BridgeTable, place: &Place, report: &mut Report) -> Kind {
    let parameters = table.parameters.clone().unwrap_or_default();
    let stp = parameters.stp.unwrap_or_default();
    let ports = words(table.interfaces.as_deref(), Word::Interface, &place.of(&["interfaces"]), report);
    let forward_delay = parameters.forward_delay.unwrap_or(if stp { 15 } else { 0 });
    Kind::Bridge { ports, stp, forward_delay }
}

/// The only address of the network in the subnet, and its place.
pub(super) fn only_address(
    network: &Interfaces,
    inventory: &Inventory,
    origin: &Origin,
    report: &mut Report,
) -> Option<(IpAddr, KeyPath)> {
    // An invalid subnet is reported elsewhere.
    let subnet: IpNet = inventory.cluster.subnet.parse().ok()?;
    let found: BTreeSet<IpAddr> = network.addresses().map(|it| it.addr()).filter(|it| subnet.contains(it)).collect();
    let (Some(address), 1) = (found.first(), found.len()) else {
        return missing("address", &many_or_none(&found, subnet), &origin.host, report);
    };
    let owner = network.owner(*address)?;
    let index = owner.addresses.iter().position(|own| own.addr() == *address)?;
    let at = origin.setting(&["network", owner.kind.key(), &owner.id, "addresses"]);
    Some((*address, at.index(index)))
}

fn many_or_none(found: &BTreeSet<IpAddr>, subnet: IpNet) -> String {
    let found: Vec<_> = found.iter().map(|address| format!("`{address}`")).collect();
    match found.len() {
        0 => format!("Give an interface of `network` an address in `{subnet}`, or set `address` if DHCP assigns it."),
        _ => format!("`network` has several addresses in `{subnet}`: set `address` to one of {}.", found.join(", ")),
    }
}
