//! Hosts whose address is on a bridge, with another MTU than Docker expects: as cloud-init, systemd-networkd and NetworkManager make them.
//!
//! The kernel of the machine may lack bonds and VLANs; `tests/vm` has those.

use std::time::Duration;

use crate::cluster::{Cluster, Inventory};
use crate::host::Host;

const LIMIT: Duration = Duration::from_mins(2);

const BRIDGED: &str = r#"
[defaults.network.ethernets.eth0]
mtu = 1450
[defaults.network.bridges.br0]
interfaces  = ["eth0"]
routes      = [{ to = "default", via = "203.0.113.1", on-link = true }]
nameservers = { addresses = ["192.168.31.1"] }
mtu         = 1450
"#;

/// Fedora CoreOS starts NetworkManager, and its initramfs leaves no address behind. NetworkManager keeps off a card that has one.
const NETWORK_MANAGER: [(&str, &str); 2] = [
    ("network-online.target.d/lab.conf", "[Unit]\nWants=NetworkManager.service\nAfter=NetworkManager.service\n"),
    ("NetworkManager.service.d/lab.conf", "[Service]\nExecStartPre=ip address flush dev eth0\n"),
];
/// It has no systemd-networkd: an empty file masks a unit.
const MASKED: [&str; 3] =
    ["systemd-networkd.service", "systemd-networkd.socket", "systemd-networkd-wait-online.service"];

fn bridged(os: &'static str) -> Inventory {
    Inventory::managers(2).os(os).network("bridges.br0").toml(BRIDGED)
}

#[test]
#[ignore = "takes half a minute"]
fn a_bridge_with_an_mtu_of_its_own_cloud_init() {
    let scenario = "a_bridge_with_an_mtu_of_its_own_cloud_init";
    let Some(cluster) = Cluster::boot(scenario, bridged("debian")) else { return };
    assert_bridges_and_docker_have_the_mtu(&cluster);
}

#[test]
#[ignore = "takes half a minute"]
fn a_bridge_with_an_mtu_of_its_own_networkd() {
    let scenario = "a_bridge_with_an_mtu_of_its_own_networkd";
    let Some(cluster) = Cluster::boot(scenario, bridged("flatcar")) else { return };
    assert_bridges_and_docker_have_the_mtu(&cluster);
}

#[test]
#[ignore = "takes half a minute"]
fn a_bridge_with_an_mtu_of_its_own_network_manager() {
    let scenario = "a_bridge_with_an_mtu_of_its_own_network_manager";
    let Some(cluster) = Cluster::of(scenario, bridged("fedora-coreos")) else { return };
    for host in cluster.all() {
        for (path, text) in NETWORK_MANAGER.into_iter().chain(MASKED.map(|unit| (unit, ""))) {
            host.write(&format!("/etc/systemd/system/{path}"), text);
        }
    }
    cluster.power_on();
    assert_bridges_and_docker_have_the_mtu(&cluster);
    let connections = cluster.host("ds1").sh("nmcli --terse --fields NAME,STATE connection show --active");
    let active = |name: &str| connections.lines().any(|line| line == format!("{name}:activated"));
    assert!(active("swarmgen-br0") && active("swarmgen-eth0"), "{connections}");
}

fn assert_bridges_and_docker_have_the_mtu(cluster: &Cluster) {
    cluster.until_converged(LIMIT);
    for host in cluster.all() {
        assert_bridged(host);
        assert_docker_follows(host);
    }
}

fn assert_bridged(host: &Host) {
    let own = format!("inet {}/24 ", host.address());
    assert!(host.sh("ip -o -4 address show br0").contains(&own), "{own}");
    assert_eq!(host.sh("ip -o -4 address show eth0"), "", "the bridge has the address alone");
    assert_eq!(["br0", "eth0"].map(|interface| mtu(host, interface)), ["1450", "1450"]);
    assert!(host.sh("ip -o link show master br0").contains(": eth0"));
    let route = host.sh("ip -4 route show default");
    assert!(route.contains("via 203.0.113.1 dev br0") && route.contains("onlink"), "{route}");
}

/// The engine of a host of the lab cannot bring up `ingress`, since /proc/sys is read-only there: `tests/integration/networks.rs` looks at it.
fn assert_docker_follows(host: &Host) {
    assert_eq!(mtu(host, "docker_gwbridge"), "1450");
    let of = |network: &str| {
        let option = "{{index .Options \"com.docker.network.driver.mtu\"}}";
        host.sh(&format!("docker network inspect --format '{option}' {network}"))
    };
    assert_eq!(["bridge", "docker_gwbridge"].map(of), ["1450", "1450"]);
}

fn mtu(host: &Host, interface: &str) -> String {
    host.sh(&format!("ip -o link show {interface} | sed 's/.* mtu //; s/ .*//'"))
}
