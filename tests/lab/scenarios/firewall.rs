//! Real firewalls: they accept the swarm's traffic, and drop a stranger's.

use std::time::Duration;

use crate::cluster::{Cluster, Inventory};
use crate::host::Host;
use crate::wait;

const LIMIT: Duration = Duration::from_mins(2);

/// An address outside the cluster's subnet, on the same switch.
const STRANGER: &str = "192.168.66.9";

/// In the lab, the engine cannot disable IPv6 on a container's interface.
const READ_ONLY_SYSCTLS: &str = "[Service]\nEnvironment=DOCKER_ALLOW_IPV6_ON_IPV4_INTERFACE=1\n";

/// A typical ruleset, which drops everything that it does not accept.
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
    let Some(cluster) = closed("nftables_lets_the_cluster_in_alone", "debian") else { return };
    // Without a ruleset on the host, swarmgen's table keeps strangers out.
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
    assert_only_members_are_heard(&cluster);
    let before = rules(cluster.host("ds1"));
    assert_eq!(before.matches("comment \"swarmgen\"").count(), 3);
    apply(cluster.host("ds1"));
    assert_eq!(rules(cluster.host("ds1")), before, "a second run changes nothing");
    assert_overlay_passes(&cluster);
}

#[test]
#[ignore = "takes two minutes"]
fn firewalld_lets_the_cluster_in_alone() {
    let Some(cluster) = closed("firewalld_lets_the_cluster_in_alone", "rocky") else { return };
    for host in cluster.live() {
        host.sh("nft delete table inet swarmgen; systemctl start firewalld.service && firewall-cmd --state");
    }
    assert!(!gets_in(cluster.host("ds2"), "192.168.31.12", "192.168.31.11", 2377), "firewalld closes the ports");
    for host in cluster.live() {
        apply(host);
    }
    assert_only_members_get_in(&cluster);
    assert_only_members_are_heard(&cluster);
    let rules = |host: &Host| host.sh("firewall-cmd --list-rich-rules; firewall-cmd --permanent --list-rich-rules");
    let before = rules(cluster.host("ds1"));
    assert_eq!(before.lines().count(), 10, "five now, and five for ever");
    apply(cluster.host("ds1"));
    assert_eq!(rules(cluster.host("ds1")), before, "a second run changes nothing");
    assert_overlay_passes(&cluster);
}

#[test]
#[ignore = "takes a minute"]
fn ufw_lets_the_cluster_in_alone() {
    let Some(cluster) = closed("ufw_lets_the_cluster_in_alone", "ubuntu") else { return };
    for host in cluster.live() {
        host.sh("nft delete table inet swarmgen; ufw --force enable && systemctl enable --now ufw.service");
    }
    let [ds1, ds2, ds3] = ["ds1", "ds2", "ds3"].map(|name| cluster.host(name));
    assert!(!gets_in(ds2, ds2.address(), ds1.address(), 2377), "ufw closes the ports");
    for host in cluster.live() {
        apply(host);
    }
    assert_only_members_get_in(&cluster);
    assert_only_members_are_heard(&cluster);
    let before = ds1.sh("ufw status verbose; cat /etc/ufw/user.rules");
    apply(ds1);
    assert_eq!(ds1.sh("ufw status verbose; cat /etc/ufw/user.rules"), before, "a second run changes nothing");
    assert_overlay_passes(&cluster);
    // Permanently: ufw loads the rules by itself at a boot.
    ds1.sh("systemctl disable swarmgen-firewall.service");
    ds1.power_cut();
    ds1.power_on();
    ds1.until("ufw status | grep -q '^Status: active' && systemctl is-active docker.service", LIMIT);
    wait::until("a member to get in again", LIMIT, || {
        gets_in(ds3, ds3.address(), ds1.address(), 2377).then_some(()).ok_or_else(|| ds1.sh("ufw status"))
    });
    ds1.sh("ip route replace 192.168.66.0/24 dev eth0");
    assert!(!gets_in(ds3, STRANGER, ds1.address(), 2377), "the stranger still does not");
}

/// Three managers whose firewall swarmgen may open, and a stranger's address on the last of them.
fn closed(scenario: &str, os: &'static str) -> Option<Cluster> {
    let cluster = Cluster::of(scenario, Inventory::managers(3).os(os).toml("[firewall]\nmanage = true\n"))?;
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

/// Whether a connection from this address of the host succeeds.
fn gets_in(host: &Host, from: &str, to: &str, port: u16) -> bool {
    let connect = format!("import socket; socket.create_connection((\"{to}\", {port}), 2, (\"{from}\", 0))");
    host.try_sh(&format!("python3 -c '{connect}'")).is_ok()
}

/// Prints protocol, source and port of every packet of UDP or ESP that passed the firewall: a raw socket gets it
/// afterwards.
const LISTEN: &str = "
import select, socket
ears = [socket.socket(socket.AF_INET, socket.SOCK_RAW, protocol) for protocol in (17, 50)]
while True:
    for ear in select.select(ears, [], [])[0]:
        packet, (source, _) = ear.recvfrom(65535)
        port = int.from_bytes(packet[22:24], 'big') if ear.proto == 17 else '-'
        print(ear.proto, source, port, flush=True)
";

/// Sends a packet to both UDP ports and one in ESP, from the first address to the second.
const SPEAK: &str = "
import socket, sys
source, target = sys.argv[1:]
for kind, protocol, port in (('DGRAM', 17, 7946), ('DGRAM', 17, 4789), ('RAW', 50, 0)):
    mouth = socket.socket(socket.AF_INET, getattr(socket, 'SOCK_' + kind), protocol)
    mouth.bind((source, 0))
    mouth.sendto(b'not a message of any protocol', (target, port))
";

/// Traffic without a connection: datagrams, and ESP, which carries encrypted networks.
fn assert_only_members_are_heard(cluster: &Cluster) {
    let (ds1, ds3) = (cluster.host("ds1"), cluster.host("ds3"));
    ds1.write("/root/listen.py", LISTEN);
    ds3.write("/root/speak.py", SPEAK);
    ds1.sh("systemd-run --unit=listen --property=StandardOutput=truncate:/root/heard python3 /root/listen.py");
    ds1.until("ss --raw --listening --numeric | grep -q ':50 '", LIMIT);
    // The stranger sends first: a member's packet arrives after the stranger's.
    for source in [STRANGER, ds3.address()] {
        ds3.sh(&format!("python3 /root/speak.py {source} {}", ds1.address()));
    }
    for sign in ["17 {} 7946", "17 {} 4789", "50 {} -"] {
        let sign = sign.replace("{}", ds3.address());
        wait::until(&format!("`{sign}`"), LIMIT, || ds1.try_sh(&format!("grep '^{sign}$' /root/heard")));
    }
    assert!(!ds1.sh("cat /root/heard").contains(STRANGER), "{}", ds1.sh("cat /root/heard"));
    ds1.sh("systemctl stop listen.service");
}

/// A container on each of two hosts, on one overlay network: VXLAN over UDP, and the names that the nodes exchange on
/// 7946.
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
