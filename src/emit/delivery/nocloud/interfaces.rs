//! Several interfaces as cloud-init reads them: network-config version 2.
//!
//! Each interface stands under its name on the host. Some of cloud-init's writers cannot follow a reference to a card
//! under another name.

use std::{collections::BTreeMap, net::IpAddr};

use serde::Serialize;

use crate::{
    model::network::{BondParameters, Interface, Interfaces, Kind, Route},
    values::names::{LacpRate, TransmitHashPolicy},
};

/// A NoCloud seed's network-config: version 2 without the key `network` around it.
#[derive(Serialize)]
pub(super) struct InterfacesConfig<'a> {
    version: u8,
    #[serde(flatten)]
    kinds: BTreeMap<&'static str, BTreeMap<&'a str, Entry<'a>>>,
}

impl<'a> InterfacesConfig<'a> {
    pub(super) fn of(network: &'a Interfaces) -> Self {
        let mut kinds: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for interface in &network.0 {
            let kind = kinds.entry(interface.kind.key()).or_default();
            kind.insert(interface.name(), Entry::of(network, interface));
        }
        Self { version: 2, kinds }
    }
}

#[derive(Serialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Entry<'a> {
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    matches: Option<Match>,
    #[serde(skip_serializing_if = "Option::is_none")]
    set_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interfaces: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<Parameters<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dhcp4: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dhcp6: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    addresses: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routes: Vec<RouteEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nameservers: Option<Nameservers<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mtu: Option<u32>,
}

#[derive(Serialize)]
struct Match {
    macaddress: String,
}

/// The options of a bond, or of a bridge.
#[derive(Serialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Parameters<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mii_monitor_interval: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lacp_rate: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transmit_hash_policy: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stp: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forward_delay: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct RouteEntry {
    // In numbers also for a default route: the oldest supported cloud-init does not know `default`.
    to: String,
    via: IpAddr,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    on_link: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<u32>,
}

#[derive(Serialize)]
struct Nameservers<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    addresses: &'a [IpAddr],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    search: &'a [String],
}

impl<'a> Entry<'a> {
    fn of(network: &'a Interfaces, interface: &'a Interface) -> Self {
        let named = |id: &'a String| network.find(id).map_or(id.as_str(), Interface::name);
        let Interface { nameservers: addresses, search, .. } = interface;
        let common = Self {
            dhcp4: interface.dhcp4,
            dhcp6: interface.dhcp6,
            addresses: interface.addresses.iter().map(ToString::to_string).collect(),
            routes: interface.routes.iter().map(RouteEntry::of).collect(),
            nameservers: (addresses.len() + search.len() > 0).then_some(Nameservers { addresses, search }),
            mtu: interface.mtu,
            ..Self::default()
        };
        let ports = || Some(interface.ports().iter().map(named).collect());
        match &interface.kind {
            Kind::Ethernet { name, mac: Some(mac) } => {
                Self { matches: Some(Match { macaddress: mac.to_string() }), set_name: Some(name), ..common }
            }
            Kind::Ethernet { mac: None, .. } => common,
            Kind::Bond { parameters, .. } => {
                let primary = parameters.primary.as_ref().map(named);
                Self { interfaces: ports(), parameters: Some(Parameters::of(parameters, primary)), ..common }
            }
            Kind::Vlan { id, link } => Self { id: Some(*id), link: Some(named(link)), ..common },
            Kind::Bridge { stp, forward_delay, .. } => {
                let parameters =
                    Parameters { stp: Some(*stp), forward_delay: Some(*forward_delay), ..Parameters::default() };
                Self { interfaces: ports(), parameters: Some(parameters), ..common }
            }
        }
    }
}

impl<'a> Parameters<'a> {
    fn of(bond: &BondParameters, primary: Option<&'a str>) -> Self {
        Self {
            mode: Some(bond.mode.as_str()),
            mii_monitor_interval: Some(bond.mii_monitor_interval),
            lacp_rate: bond.lacp_rate.map(LacpRate::as_str),
            transmit_hash_policy: bond.transmit_hash_policy.map(TransmitHashPolicy::as_str),
            primary,
            ..Self::default()
        }
    }
}

impl RouteEntry {
    fn of(route: &Route) -> Self {
        Self { to: route.to.to_string(), via: route.via, on_link: route.on_link, metric: route.metric }
    }
}
