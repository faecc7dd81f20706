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
