//! The host's address, where it is not DHCP's affair.

use serde::Serialize;

use super::Planner;
use crate::{
    cluster::Host,
    os::Network,
    plan::{File, HostPlan, NetworkPlan, StaticAddress},
    template,
};

const NETWORKD_FILE: &str = "/etc/systemd/network/10-swarmgen.network";
const NETWORKMANAGER_FILE: &str = "/etc/NetworkManager/system-connections/swarmgen.nmconnection";

pub(super) fn plan(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    let Some(address) = static_address(planner, host) else { return };
    plan.network = match host.os.network {
        Network::NetworkConfig => NetworkPlan::NetworkConfig(address),
        Network::MetaData => NetworkPlan::MetaData(address),
        Network::Networkd => file(plan, NETWORKD_FILE, "network/networkd.network", &address, File::public),
        Network::NetworkManager => {
            // NetworkManager ignores a connection that others may read.
            file(plan, NETWORKMANAGER_FILE, "network/networkmanager.nmconnection", &address, File::private)
        }
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
    dns: String,
    search: String,
}

fn file(
    plan: &mut HostPlan,
    path: &str,
    template: &str,
    address: &StaticAddress,
    make: fn(String) -> File,
) -> NetworkPlan {
    let nameservers: Vec<_> = address.nameservers.iter().map(ToString::to_string).collect();
    let context = Context {
        interface: address.interface.clone().unwrap_or_default(),
        mac: address.mac.map(|mac| mac.to_string()).unwrap_or_default(),
        family: if address.address.is_ipv4() { "ipv4" } else { "ipv6" },
        address: address.address.to_string(),
        prefix_len: address.prefix_len,
        gateway: address.gateway.to_string(),
        dns: nameservers.join(";"),
        nameservers,
        search: address.search.clone(),
    };
    plan.files.insert(path.to_owned(), make(template::render(template, &context)));
    NetworkPlan::Files
}
