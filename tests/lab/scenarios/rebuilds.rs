//! Hosts that get a fresh disk and boot like new ones.

use std::time::Duration;

use crate::cluster::{Cluster, Inventory};
use crate::wait;

/// A boot, the fifteen seconds until managers list a silent node as down, an eviction and a join.
const LIMIT: Duration = Duration::from_mins(3);

#[test]
#[ignore = "takes a minute"]
fn the_first_manager_is_rebuilt_before_anybody_joined() {
    let Some(cluster) = Cluster::of("the_first_manager_is_rebuilt_before_anybody_joined", Inventory::managers(3))
    else {
        return;
    };
    cluster.host("ds1").power_on();
    let lost = wait::until("the first swarm to be published", LIMIT, || cluster.published_swarm());
    cluster.rebuild("ds1");
    cluster.power_on();
    cluster.until_converged(LIMIT);
    assert_ne!(cluster.published_swarm(), Ok(lost), "a swarm whose only member is gone is not joined");
}

#[test]
#[ignore = "takes minutes"]
fn every_manager_is_rebuilt_in_turn() {
    let Some(cluster) = Cluster::boot("every_manager_is_rebuilt_in_turn", Inventory::managers(3)) else { return };
    cluster.until_converged(LIMIT);
    let swarm = cluster.published_swarm();
    for name in ["ds1", "ds2", "ds3"] {
        cluster.rebuild(name);
        cluster.until_converged(LIMIT);
        assert_eq!(cluster.published_swarm(), swarm);
    }
}

#[test]
#[ignore = "takes a minute"]
fn a_worker_is_rebuilt() {
    let Some(cluster) = Cluster::boot("a_worker_is_rebuilt", Inventory::managers(3).workers(1)) else { return };
    cluster.until_converged(LIMIT);
    cluster.rebuild("wk1");
    cluster.until_converged(LIMIT);
}

/// The host keeps its journal. The manager that it joins through does not answer in time, and its engine does not
/// retry.
#[test]
#[ignore = "takes four minutes"]
fn a_worker_that_lost_its_engine_s_data_joins_again_at_the_second_try() {
    let scenario = "a_worker_that_lost_its_engine_s_data_joins_again";
    let Some(cluster) = Cluster::boot(scenario, Inventory::managers(1).workers(1)) else { return };
    cluster.until_converged(LIMIT);
    let (manager, worker) = (cluster.host("ds1"), cluster.host("wk1"));
    worker.sh(
        "systemctl stop swarmgen-converge docker.socket docker; rm -rf /var/lib/docker/swarm; systemctl start docker",
    );
    worker.halt_before(Some("join"));
    worker.sh("systemctl daemon-reload && systemctl start swarmgen-converge");
    worker.until("journalctl --no-pager --unit swarmgen-converge | grep 'halts before join$'", LIMIT);

    // The kernel still accepts connections on its port.
    manager.sh("kill -STOP $(cat /run/docker.pid)");
    worker.halt_before(None);
    worker.sh("systemctl daemon-reload && systemctl restart swarmgen-converge");
    worker.until("journalctl --no-pager --unit swarmgen-converge | grep 'forming: leave'", LIMIT);
    manager.sh("kill -CONT $(cat /run/docker.pid)");
    // Its old node is lost with its engine's data.
    cluster.until_formed(LIMIT);
}
