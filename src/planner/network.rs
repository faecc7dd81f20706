//! The address of the host, unless DHCP assigns it.

use std::net::IpAddr;

use serde::Serialize;

use super::{
    Planner,
    bundle::{At, Bundle, part},
};
use crate::{
    formats::template::Values,
    model::{
        cluster::Host,
        plan::{HostPlan, NetworkPlan, StaticAddress},
    },
    os::Network,
};

pub(super) const BUNDLE: Bundle = Bundle {
    parts: &[
        part!("etc/systemd/network/10-swarmgen.network", "").at(|_, host| at(host, Network::Networkd)),
        // NetworkManager ignores a connection file that other users can read.
        part!("etc/NetworkManager/system-connections/swarmgen.nmconnection", "")
            .private()
            .at(|_, host| at(host, Network::NetworkManager)),
        // cloud-init 0.7.5 writes no name server into the interface's file, and NetworkManager none into this file then.
        part!("etc/resolv.conf", "")
            .at(|_, host| if host.nameservers.is_empty() { At::Nowhere } else { at(host, Network::MetaData) }),
    ],
    replaceable: &["/etc/resolv.conf"],
    wanted: |_, host| host.gateway.is_some() && host.network.is_none(),
    values,
    extend,
    ..Bundle::EMPTY
};

fn at(host: &Host, network: Network) -> At {
    (host.os.network == network).into()
}

fn extend(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    let Some(address) = static_address(planner, host) else { return };
    plan.network = match host.os.network {
        Network::NetworkConfig => NetworkPlan::NetworkConfig(address),
        Network::MetaData => NetworkPlan::MetaData(address),
        Network::Networkd | Network::NetworkManager => NetworkPlan::Files,
    };
}

fn static_address(planner: &Planner, host: &Host) -> Option<StaticAddress> {
    Some(StaticAddress {
        interface: host.interface.clone(),
        mac: host.mac,
        address: host.address,
        prefix_len: planner.cluster.subnet.prefix_len(),
        netmask: planner.cluster.subnet.netmask(),
        gateway: host.gateway?,
        nameservers: host.nameservers.clone(),
        search: planner.cluster.domain.to_string(),
    })
}

#[derive(Serialize)]
struct Context {
    interface: String,
    mac: String,
    family: &'static str,
    address: String,
    prefix_len: u8,
    gateway: String,
    nameservers: Vec<String>,
    /// The name servers of the address's own family; a keyfile has a section for each family.
    dns: String,
    other_family: &'static str,
    other_dns: String,
    search: String,
}

fn values(planner: &Planner, host: &Host) -> Values {
    let Some(address) = static_address(planner, host) else { return Values::none() };
    let is_own = |server: &&IpAddr| server.is_ipv4() == address.address.is_ipv4();
    let (own, others): (Vec<_>, Vec<_>) = address.nameservers.iter().partition(is_own);
    let texts = |servers: &[&IpAddr]| servers.iter().map(ToString::to_string).collect::<Vec<_>>();
    let [family, other_family] = if address.address.is_ipv4() { ["ipv4", "ipv6"] } else { ["ipv6", "ipv4"] };
    Values::of(&Context {
        interface: address.interface.clone().unwrap_or_default(),
        mac: address.mac.map(|mac| mac.to_string()).unwrap_or_default(),
        family,
        address: address.address.to_string(),
        prefix_len: address.prefix_len,
        gateway: address.gateway.to_string(),
        nameservers: address.nameservers.iter().map(ToString::to_string).collect(),
        dns: texts(&own).join(";"),
        other_family,
        other_dns: texts(&others).join(";"),
        search: address.search.clone(),
    })
}
