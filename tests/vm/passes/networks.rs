//! Bonds and VLANs, on a kernel that has them: as netplan makes them, and as systemd-networkd does.

use std::time::Duration;

use crate::cluster::{Cluster, Wanted, Way};
use crate::host::Host;

const LIMIT: Duration = Duration::from_mins(5);

#[test]
fn two_bonds_with_a_vlan_for_the_data_of_the_swarm() {
    let wanted = [Wanted::by(Way::SeedDrive).bonded(), Wanted::by(Way::Ignition).bonded()];
    let scenario = "two_bonds_with_a_vlan_for_the_data_of_the_swarm";
    let Some(cluster) = Cluster::boot(scenario, &super::nfs("[]"), &wanted) else { return };
    cluster.until_converged();
    for number in [1, 2] {
        let host = cluster.host(number);
        assert_bonded(host, number);
        assert_docker_follows(host);
        assert_reaches(host, 3 - number);
    }
    assert_survives_a_lost_card(cluster.host(1));
}

fn assert_bonded(host: &Host, number: usize) {
    let bond = host.sh("cat /proc/net/bonding/bond0");
    for line in ["Bonding Mode: fault-tolerance (active-backup)", "Slave Interface: lan0", "Slave Interface: lan1"] {
        assert!(bond.contains(line), "{}: no `{line}` in\n{bond}", host.name());
    }
    assert!(bond.contains("Primary Slave: lan0") && bond.contains("MII Polling Interval (ms): 100"), "{bond}");
    for interface in ["lan0", "lan1", "bond0", "bond0.20"] {
        assert_eq!(host.sh(&format!("cat /sys/class/net/{interface}/mtu")), "1450", "{}: {interface}", host.name());
    }
    assert!(host.sh("ip -d link show bond0.20").contains("vlan protocol 802.1Q id 20"), "{}", host.name());
    let addresses = host.sh("ip -o address show");
    for address in [format!("{}/24", host.address()), format!("fd31::{number}/64"), format!("192.168.20.{number}/24")] {
        assert!(addresses.contains(&format!(" {address} ")), "{}: no {address} in\n{addresses}", host.name());
    }
}

/// `ingress` is a namespace whose name starts with `1-`; Docker subtracts the 50 bytes of its tunnel.
fn assert_docker_follows(host: &Host) {
    assert_eq!(host.sh("cat /sys/class/net/docker_gwbridge/mtu"), "1450", "{}", host.name());
    let ingress = "id=$(docker network inspect --format '{{.ID}}' ingress | cut -c 1-10)
        nsenter --net=/run/docker/netns/1-$id ip -o link show br0 | grep ' mtu 1400 '";
    host.until(ingress, LIMIT);
}

/// Over the VLAN, where the other engine listens too.
fn assert_reaches(host: &Host, other: usize) {
    host.until(&format!("timeout 10 bash -c '</dev/tcp/192.168.20.{other}/2377'"), LIMIT);
}

fn assert_survives_a_lost_card(host: &Host) {
    host.sh("ip link set lan0 down");
    host.until("grep 'Currently Active Slave: lan1' /proc/net/bonding/bond0", LIMIT);
    assert_reaches(host, 2);
}
