//! What breaks, and comes back.

use std::thread::sleep;
use std::time::Duration;

use crate::cluster::{Cluster, Inventory};
use crate::host::Host;
use crate::swarm;
use crate::wait;

const LIMIT: Duration = Duration::from_mins(2);

fn converged(scenario: &str) -> Option<Cluster> {
    let cluster = Cluster::boot(scenario, Inventory::managers(3))?;
    cluster.until_converged(LIMIT);
    Some(cluster)
}

fn leader(cluster: &Cluster) -> &Host {
    let nodes = cluster.nodes().expect("a converged cluster has a manager that answers");
    let leader = nodes.iter().find(|node| node.leader).expect("a converged cluster has a leader");
    cluster.live().find(|host| leader.is_of(host)).expect("the leader has power")
}

#[test]
#[ignore = "takes a minute"]
fn dockerd_is_killed() {
    let Some(cluster) = converged("dockerd_is_killed") else { return };
    for host in cluster.live() {
        host.sh("kill -9 $(cat /run/docker.pid)");
        cluster.until_converged(LIMIT);
    }
}

/// Once the raft counts a second member it does nothing without it; and one that died before it had heard anything does not know whom to
/// answer. Swarm has no way out of that by itself, nor would a host ever take the one that an operator has (docs/operate.md).
#[test]
#[ignore = "takes two minutes"]
fn the_second_manager_dies_as_it_becomes_one() {
    // The raft's heartbeat, one a second, may come into the moment: then nothing is wrong.
    for _ in 0..3 {
        let scenario = "the_second_manager_dies_as_it_becomes_one";
        let Some(cluster) = Cluster::of(scenario, Inventory::managers(3)) else { return };
        if waits_for_ever_for_the_second(&cluster) {
            return take_the_way_out(&cluster);
        }
    }
    panic!("the second manager has always heard from the first");
}

fn waits_for_ever_for_the_second(cluster: &Cluster) -> bool {
    let [first, second] = ["ds1", "ds2"].map(|name| cluster.host(name));
    [first, second].into_iter().for_each(Host::power_on);
    kill_as_it_becomes_a_manager(first, second);
    sleep(Duration::from_mins(1));
    cluster.status("ds1", "waiting_for").as_deref() == Some("the managers to answer")
}

fn take_the_way_out(cluster: &Cluster) {
    let (swarm, first) = (cluster.published_swarm(), cluster.host("ds1"));
    first.sh(&format!("docker swarm init --force-new-cluster --advertise-addr {}", first.address()));
    cluster.rebuild("ds2");
    cluster.power_on();
    cluster.until_converged(LIMIT);
    assert_eq!(cluster.published_swarm(), swarm);
}

/// The second one's log of the raft is there, and nothing in it: the first one's script is held up, which else would speak at once.
fn kill_as_it_becomes_a_manager(first: &Host, second: &Host) {
    let die = "until [ -e /var/lib/docker/swarm/raft/wal-v3-encrypted ]; do :; done; kill -9 $(cat /run/docker.pid)";
    second.until(&format!("systemd-run --quiet --unit=die sh -c '{die}'"), LIMIT);
    let promoted = "journalctl --no-pager --unit swarmgen-converge | grep -q ': promote ds2 '";
    let stop = "systemctl kill --kill-whom=main --signal=STOP swarmgen-converge.service";
    first.until(&format!("timeout 60 sh -c \"until {promoted}; do sleep 0.05; done\" && {stop}"), LIMIT);
    second.until("! systemctl is-active die.service", LIMIT);
    first.sh("systemctl kill --kill-whom=main --signal=CONT swarmgen-converge.service");
}

#[test]
#[ignore = "takes two minutes"]
fn the_leader_loses_its_network_for_a_minute() {
    let Some(cluster) = converged("the_leader_loses_its_network_for_a_minute") else { return };
    let cut = leader(&cluster);
    cut.connect(false);
    sleep(Duration::from_mins(1));
    wait::until("the others to have a leader", LIMIT, || others_have_a_leader(&cluster, cut));
    cut.connect(true);
    cluster.until_converged(LIMIT);
}

fn others_have_a_leader(cluster: &Cluster, cut: &Host) -> Result<(), String> {
    let other = cluster.live().find(|host| host.name() != cut.name()).expect("there are three");
    let nodes = swarm::nodes(other)?;
    let led = nodes.iter().any(|node| node.leader && !node.is_of(cut));
    if led { Ok(()) } else { Err(format!("{nodes:#?}")) }
}

#[test]
#[ignore = "takes a minute"]
fn every_host_loses_its_power_at_once() {
    let Some(cluster) = converged("every_host_loses_its_power_at_once") else { return };
    cluster.live().for_each(Host::power_cut);
    cluster.power_on();
    cluster.until_converged(LIMIT);
}

#[test]
#[ignore = "takes a minute"]
fn hosts_that_cannot_reach_each_other_do_not_start_two_swarms() {
    let scenario = "hosts_that_cannot_reach_each_other_do_not_start_two_swarms";
    let Some(cluster) = Cluster::boot(scenario, Inventory::managers(3)) else { return };
    cluster.live().for_each(|host| host.isolate(true));
    wait::until("one of them to publish a swarm", LIMIT, || cluster.published_swarm());
    // Longer than it takes the last of them to think that it is its turn.
    sleep(Duration::from_secs(40));
    let inits =
        cluster.live().filter(|host| host.sh("docker info --format '{{.Swarm.LocalNodeState}}'") == "active").count();
    assert_eq!(inits, 1, "one host is in a swarm, the others wait for the way to it");
    cluster.live().for_each(|host| host.isolate(false));
    cluster.until_converged(LIMIT);
}
