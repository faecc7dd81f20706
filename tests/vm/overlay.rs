//! An encrypted overlay network between two hosts, through their firewalls.

use std::time::Duration;

use crate::host::Host;

const LIMIT: Duration = Duration::from_mins(5);

/// Containers on both hosts reach each other, and ESP carries their traffic.
pub(crate) fn assert_encrypts(one: &Host, other: &Host) {
    for host in [one, other] {
        host.sh("systemctl is-active swarmgen-firewall.service && nft list table inet swarmgen | grep -q 'esp drop'");
        host.sh("tar -cC /usr/bin busybox | docker import - tools:1");
    }
    one.sh("docker network create --driver overlay --opt encrypted --attachable secret");
    // The engine waits twenty seconds for a network. An emulated host is still busy with its first boot.
    let run = "docker rm --force one; docker run --detach --name one --network secret tools:1 /busybox sleep 10000";
    one.until(run, LIMIT);
    other.until("docker run --rm --network secret tools:1 /busybox ping -c 3 -W 10 one", LIMIT);
    for host in [one, other] {
        // The bytes and packets of every security association.
        let carried = host.sh("ip -s xfrm state | awk '/^src/ { esp = $0 } /packets/ && $2 + 0 > 0 { print esp, $0 }'");
        assert!(carried.contains(one.address()) && carried.contains(other.address()), "{carried}");
    }
    one.sh("docker rm --force one");
}
