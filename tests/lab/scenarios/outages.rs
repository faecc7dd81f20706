//! Parts that fail and come back.

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

/// A manager that dies before its raft has received anything does not know its peers afterwards. Its host makes it ask
/// again.
#[test]
#[ignore = "takes four minutes"]
fn the_third_manager_dies_as_it_becomes_one() {
    let waits =
        |cluster: &Cluster| cluster.status("ds3", "waiting_for").as_deref() == Some("the engine to reach its swarm");
    let scenario = "the_third_manager_dies_as_it_becomes_one";
    let Some(cluster) = one_dies_as_it_becomes_a_manager(scenario, "ds3", waits) else { return };
    comes_back_as_it_was(&cluster, "ds3");
}

/// The second manager is different: the raft counts it and needs it for a majority, so no manager can answer it. Swarm
/// cannot resolve that by itself, and no host does what an operator may do (docs/recover.md). After that, the second
/// manager comes back by itself.
#[test]
#[ignore = "takes four minutes"]
fn the_second_manager_dies_as_it_becomes_one() {
    let says = |cluster: &Cluster, key, value| cluster.status("ds1", key).as_deref() == Some(value);
    let waits =
        |cluster: &Cluster| says(cluster, "waiting_for", "the managers to answer") && says(cluster, "state", "waiting");
    let scenario = "the_second_manager_dies_as_it_becomes_one";
    let Some(cluster) = one_dies_as_it_becomes_a_manager(scenario, "ds2", waits) else { return };
    let swarm = cluster.published_swarm();
    force_new_cluster(cluster.host("ds1"));
    cluster.power_on();
    comes_back_as_it_was(&cluster, "ds2");
    assert_eq!(cluster.published_swarm(), swarm);
}

/// The operator's command for the case that the other managers are lost for ever.
pub(crate) fn force_new_cluster(host: &Host) {
    host.sh(&format!("docker swarm init --force-new-cluster --advertise-addr {}", host.address()));
}

/// A cluster in which this happens to the manager `last`. The hosts after it are off.
fn one_dies_as_it_becomes_a_manager(scenario: &str, last: &str, waits: impl Fn(&Cluster) -> bool) -> Option<Cluster> {
    // The raft's heartbeat, one a second, may arrive in this moment: then the manager is not affected.
    for _ in 0..8 {
        let cluster = Cluster::of(scenario, Inventory::managers(3))?;
        cluster.all().iter().take_while(|host| host.name() != last).for_each(Host::power_on);
        wait::until("those before it to be managers", LIMIT, || managers_answer(&cluster));
        cluster.host(last).power_on();
        if kill_as_it_becomes_a_manager(leader(&cluster), cluster.host(last)) {
            sleep(Duration::from_mins(1));
            if waits(&cluster) {
                return Some(cluster);
            }
        }
    }
    panic!("{last} has always heard from the others");
}

fn managers_answer(cluster: &Cluster) -> Result<(), String> {
    let nodes = cluster.nodes()?;
    // A manager is reachable a moment before its node reports its name.
    let whole = nodes.iter().filter(|node| node.reachable && node.ready).count();
    if whole == cluster.live().count() { Ok(()) } else { Err(format!("{nodes:#?}")) }
}

/// Whether the log of the new manager's raft existed and was empty. The leader's script is stopped, because it would
/// contact the manager at once.
fn kill_as_it_becomes_a_manager(leader: &Host, new: &Host) -> bool {
    new.until(&format!("cat >/root/die <<'END'\n{DIE}END\nsystemd-run --quiet --unit=die sh /root/die"), LIMIT);
    let promoted = format!("journalctl --no-pager --unit swarmgen-converge | grep -q ': promote {} '", new.name());
    let stop = "systemctl kill --kill-whom=main --signal=STOP swarmgen-converge.service";
    leader.until(&format!("timeout 60 sh -c \"until {promoted}; do sleep 0.05; done\" && {stop}"), LIMIT);
    new.until("! systemctl is-active die.service", LIMIT);
    leader.sh("systemctl kill --kill-whom=main --signal=CONT swarmgen-converge.service");
    new.try_sh("test -e /root/blank").is_ok()
}

const DIE: &str = "until [ -e /var/lib/docker/swarm/raft/wal-v3-encrypted ]; do :; done
    kill -9 $(cat /run/docker.pid)
    size=$(find /var/lib/docker/swarm/raft -type f ! -name '*.tmp' -exec cat {} + | tr -d '\\0' | head -c 512 | wc -c)
    [ $size -eq 512 ] || touch /root/blank
";

/// The host converges as the same node.
fn comes_back_as_it_was(cluster: &Cluster, name: &str) {
    let node = cluster.status(name, "node");
    cluster.until_converged(Duration::from_mins(6));
    assert!(node.is_some() && cluster.status(name, "node") == node);
}

/// The other two are a majority, but only if the one that restarts knows from its disk that the newcomer is a manager.
#[test]
#[ignore = "takes two minutes"]
fn the_leader_is_lost_and_a_manager_restarts_right_after_a_promotion() {
    let scenario = "the_leader_is_lost_and_a_manager_restarts_right_after_a_promotion";
    let Some(cluster) = converged(scenario) else { return };
    let lost = leader(&cluster).name().to_owned();
    let others: Vec<_> = cluster.live().filter(|host| host.name() != lost).collect();
    let [newcomer, restarted] = others[..] else { panic!("there are three") };
    cluster.rebuild(newcomer.name());
    cluster.until_formed(LIMIT);
    cluster.host(&lost).power_cut();
    restarted.sh("kill -9 $(cat /run/docker.pid)");
    cluster.rebuild(&lost);
    cluster.until_converged(LIMIT);
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
    // Longer than the last of them waits for its turn.
    sleep(Duration::from_secs(40));
    let inits =
        cluster.live().filter(|host| host.sh("docker info --format '{{.Swarm.LocalNodeState}}'") == "active").count();
    assert_eq!(inits, 1, "one host is in a swarm, the others wait for the way to it");
    cluster.live().for_each(|host| host.isolate(false));
    cluster.until_converged(LIMIT);
}
