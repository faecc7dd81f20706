//! Clusters that start for the first time.

use std::time::Duration;

use crate::cluster::{Cluster, Inventory};

const LIMIT: Duration = Duration::from_mins(2);

#[test]
fn three_managers_form_a_swarm_cloud_init() {
    let Some(cluster) = Cluster::boot("three_managers_form_a_swarm_cloud_init", Inventory::managers(3)) else { return };
    cluster.until_converged(LIMIT);
}

#[test]
fn three_managers_form_a_swarm_ignition() {
    let inventory = Inventory::managers(3).os("fedora-coreos");
    let Some(cluster) = Cluster::boot("three_managers_form_a_swarm_ignition", inventory) else { return };
    cluster.until_converged(LIMIT);
}

/// The manager does not have the address that it advertises: as in a cloud, packets to it come with the host's own.
#[test]
#[ignore = "takes half a minute"]
fn a_manager_behind_nat_is_joined_at_its_public_address() {
    let scenario = "a_manager_behind_nat_is_joined_at_its_public_address";
    let keys = "advertise_address = \"203.0.113.11\"\nlisten_address = \"192.168.31.11\"";
    let Some(cluster) = Cluster::boot(scenario, Inventory::managers(1).workers(1).of_host("ds1", keys)) else { return };
    let (manager, worker) = (cluster.host("ds1"), cluster.host("wk1"));
    // By then the network of both is set up, and nothing takes rules and routes away.
    worker.until("journalctl --no-pager --unit swarmgen-converge | grep wait_manager", LIMIT);
    manager.until("iptables -t nat -A PREROUTING -d 203.0.113.11 -j DNAT --to-destination 192.168.31.11", LIMIT);
    worker.until("ip route add 203.0.113.11 via 192.168.31.11", LIMIT);
    cluster.until_converged(LIMIT);
    let address = manager.sh("docker node inspect --format '{{.ManagerStatus.Addr}}' self");
    assert_eq!(address, "203.0.113.11:2377");
}

#[test]
#[ignore = "takes a minute"]
fn a_first_manager_that_never_boots_blocks_nobody() {
    let Some(cluster) =
        Cluster::of("a_first_manager_that_never_boots_blocks_nobody", Inventory::managers(3).workers(1))
    else {
        return;
    };
    for name in ["ds2", "ds3", "wk1"] {
        cluster.host(name).power_on();
    }
    cluster.until_formed(LIMIT);
    cluster.assert_sound();
    // A host that starts later becomes one more member.
    cluster.power_on();
    cluster.until_converged(LIMIT);
}

#[test]
#[ignore = "takes fifteen hosts"]
fn seven_managers_and_eight_workers_at_once() {
    let inventory = Inventory::managers(7).workers(8);
    let Some(cluster) = Cluster::boot("seven_managers_and_eight_workers_at_once", inventory) else { return };
    cluster.until_converged(Duration::from_mins(5));
}
