//! A static address in the two formats that cloud-init reads: network-config version 2, and Debian's interfaces(5).

use std::{
    collections::BTreeMap,
    fmt::{Display, Write},
    net::IpAddr,
};

use serde::Serialize;

use crate::model::plan::StaticAddress;

/// The interface name if the inventory has none. A v2 entry that matches by MAC address uses it as a label.
/// interfaces(5) uses it as the first interface of an image that boots with the kernel's interface names.
const FIRST_INTERFACE: &str = "eth0";

/// A NoCloud seed's network-config: version 2 without the key `network` around it.
#[derive(Serialize)]
pub(super) struct NetworkConfig<'a> {
    version: u8,
    ethernets: BTreeMap<&'a str, Ethernet<'a>>,
}

#[derive(Serialize)]
struct Ethernet<'a> {
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    matches: Option<Match>,
    addresses: [String; 1],
    routes: [Route; 1],
    nameservers: Nameservers<'a>,
}

#[derive(Serialize)]
struct Match {
    macaddress: String,
}

#[derive(Serialize)]
struct Route {
    to: &'static str,
    via: IpAddr,
}

#[derive(Serialize)]
struct Nameservers<'a> {
    addresses: &'a [IpAddr],
    search: [&'a str; 1],
}

impl<'a> NetworkConfig<'a> {
    pub(super) fn of(address: &'a StaticAddress) -> Self {
        let ethernet = Ethernet {
            matches: address.mac.map(|mac| Match { macaddress: mac.to_string() }),
            addresses: [format!("{}/{}", address.address, address.prefix_len)],
            routes: [Route { to: everywhere(address.gateway), via: address.gateway }],
            nameservers: Nameservers { addresses: &address.nameservers, search: [&address.search] },
        };
        Self { version: 2, ethernets: BTreeMap::from([(interface(address), ethernet)]) }
    }
}

/// The destination of a default route in numbers: the oldest supported cloud-init does not know `default`.
fn everywhere(gateway: IpAddr) -> &'static str {
    if gateway.is_ipv4() { "0.0.0.0/0" } else { "::/0" }
}

fn interface(address: &StaticAddress) -> &str {
    address.interface.as_deref().unwrap_or(FIRST_INTERFACE)
}

/// The address in the format of interfaces(5), which cloud-init 0.7.5 rewrites into the distribution's files. IPv4
/// only, see `static-ipv6-unsupported`.
pub(super) fn interfaces(address: &StaticAddress) -> String {
    let name = interface(address);
    let mut text = format!("auto {name}\niface {name} inet static\n");
    let mut option = |key, value: &dyn Display| writeln!(text, "    {key} {value}").expect("a string takes all");
    option("address", &address.address);
    option("netmask", &address.netmask);
    option("gateway", &address.gateway);
    if !address.nameservers.is_empty() {
        let servers: Vec<String> = address.nameservers.iter().map(ToString::to_string).collect();
        option("dns-nameservers", &servers.join(" "));
    }
    option("dns-search", &address.search);
    text
}
