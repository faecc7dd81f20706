//! Real firewalls: the swarm's traffic passes, a stranger's does not.

use std::time::Duration;

use crate::cluster::{Cluster, Inventory};
use crate::host::Host;
use crate::wait;

const LIMIT: Duration = Duration::from_mins(2);

/// An address outside the cluster's subnet, on the same switch.
const STRANGER: &str = "192.168.66.9";

/// In the lab the engine cannot switch off IPv6 on a container's interface.
const READ_ONLY_SYSCTLS: &str = "[Service]\nEnvironment=DOCKER_ALLOW_IPV6_ON_IPV4_INTERFACE=1\n";

/// A ruleset as a person has it: what is not let in stays out.
const CLOSED: &str = "table inet filter {
    chain input {
        type filter hook input priority filter; policy drop;
        iif lo accept
        ct state established,related accept
        meta l4proto icmp accept
        tcp dport 22 accept
    }
}
";

#[test]
#[ignore = "takes two minutes"]
fn nftables_lets_the_cluster_in_alone() {
    let Some(cluster) = closed("nftables_lets_the_cluster_in_alone") else { return };
    // Where nobody has a ruleset, the table of our own keeps strangers out.
    assert_only_members_get_in(&cluster);
    for host in cluster.live() {
        host.write("/root/closed.nft", CLOSED);
        host.sh("nft --file /root/closed.nft");
    }
    assert!(!gets_in(cluster.host("ds2"), "192.168.31.12", "192.168.31.11", 2377), "the ruleset closes the ports");
    for host in cluster.live() {
        apply(host);
    }
    assert_only_members_get_in(&cluster);
    let rules =
        |host: &Host| host.sh("nft --stateless list table inet filter; nft --stateless list table inet swarmgen");
    let before = rules(cluster.host("ds1"));
    assert_eq!(before.matches("comment \"swarmgen\"").count(), 3);
    apply(cluster.host("ds1"));
    assert_eq!(rules(cluster.host("ds1")), before, "a second run changes nothing");
    assert_overlay_passes(&cluster);
}

#[test]
#[ignore = "takes two minutes"]
fn firewalld_lets_the_cluster_in_alone() {
    let Some(cluster) = closed("firewalld_lets_the_cluster_in_alone") else { return };
    for host in cluster.live() {
        host.sh("nft delete table inet swarmgen; systemctl start firewalld.service && firewall-cmd --state");
    }
    assert!(!gets_in(cluster.host("ds2"), "192.168.31.12", "192.168.31.11", 2377), "firewalld closes the ports");
    for host in cluster.live() {
        apply(host);
    }
    assert_only_members_get_in(&cluster);
    let rules = |host: &Host| host.sh("firewall-cmd --list-rich-rules; firewall-cmd --permanent --list-rich-rules");
    let before = rules(cluster.host("ds1"));
    assert_eq!(before.lines().count(), 10, "five now, and five for ever");
    apply(cluster.host("ds1"));
    assert_eq!(rules(cluster.host("ds1")), before, "a second run changes nothing");
    assert_overlay_passes(&cluster);
}

/// Three managers whose firewall is swarmgen's to open, and a stranger's address on the last of them.
fn closed(scenario: &str) -> Option<Cluster> {
    let cluster = Cluster::of(scenario, Inventory::managers(3).toml("[firewall]\nmanage = true\n"))?;
    for host in cluster.all() {
        host.write("/etc/systemd/system/docker.service.d/lab.conf", READ_ONLY_SYSCTLS);
    }
    cluster.power_on();
    cluster.until_converged(LIMIT);
    for host in cluster.live() {
        host.until("systemctl is-active swarmgen-firewall.service", LIMIT);
        host.sh("ip route add 192.168.66.0/24 dev eth0");
    }
    let (ds1, ds3) = (cluster.host("ds1"), cluster.host("ds3"));
    ds3.sh(&format!("ip address add {STRANGER}/32 dev eth0"));
    ds1.sh("nft delete table inet swarmgen");
    assert!(gets_in(ds3, STRANGER, ds1.address(), 2377), "nothing but the firewall is to keep the stranger out");
    apply(ds1);
    Some(cluster)
}

fn apply(host: &Host) {
    host.sh("systemctl restart swarmgen-firewall.service");
}

fn assert_only_members_get_in(cluster: &Cluster) {
    cluster.until_converged(LIMIT);
    let ds3 = cluster.host("ds3");
    for (address, host) in [("192.168.31.11", cluster.host("ds1")), ("192.168.31.12", cluster.host("ds2"))] {
        for port in [2377, 7946] {
            assert!(
                gets_in(ds3, ds3.address(), address, port),
                "a member to {address}:{port}: {}",
                host.sh("nft list ruleset")
            );
            assert!(
                !gets_in(ds3, STRANGER, address, port),
                "a stranger to {address}:{port}: {}",
                host.sh("nft list ruleset")
            );
        }
    }
}

/// Whether a connection from that address of the host comes about.
fn gets_in(host: &Host, from: &str, to: &str, port: u16) -> bool {
    let connect = format!("import socket; socket.create_connection((\"{to}\", {port}), 2, (\"{from}\", 0))");
    host.try_sh(&format!("python3 -c '{connect}'")).is_ok()
}

/// A container on each of two hosts, on one overlay network: VXLAN on UDP, and the names that the nodes tell each other on 7946.
fn assert_overlay_passes(cluster: &Cluster) {
    let (one, other) = (cluster.host("ds1"), cluster.host("ds2"));
    one.sh("docker network create --driver overlay --attachable between");
    for host in [one, other] {
        host.sh("mkdir -p /tmp/image/bin && cp /usr/bin/busybox /tmp/image/bin/ && tar -C /tmp/image -c . | docker import - tools:1");
    }
    one.sh("docker run --detach --name one --network between tools:1 /bin/busybox sleep 1000");
    wait::until("the overlay to carry a ping", LIMIT, || {
        other.try_sh("docker run --rm --network between tools:1 /bin/busybox ping -c 1 -W 2 one")
    });
}
