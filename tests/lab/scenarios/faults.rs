//! Faults at random moments.

use std::thread::sleep;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::sample::select;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::cluster::{Cluster, Inventory};
use crate::host::{Host, MOUNTPOINT};
use crate::scenarios::outages::force_new_cluster;
use crate::wait;

const LIMIT: Duration = Duration::from_mins(6);
/// The span of a cold start: afterwards three hosts are managers, if there are no faults.
const MILLISECONDS: u64 = 9_000;
/// A swarm without a leader for this number of seconds has stopped for good.
const STOPPED: u64 = 180;
const HOSTS: usize = 3;

/// The name of a fault, and its effect on a host.
type Fault = (&'static str, fn(&Host));

const FAULTS: [Fault; 6] = [
    ("loses its power", |host| {
        host.power_cut();
        host.power_on();
    }),
    ("is off the network", |host| host.connect(false)),
    ("loses its share", |host| ignore(host, &format!("umount --lazy {MOUNTPOINT}"))),
    ("loses dockerd", |host| ignore(host, "kill -9 $(cat /run/docker.pid)")),
    ("restarts dockerd", |host| ignore(host, "systemctl --no-block restart docker")),
    ("loses converge.sh", |host| ignore(host, "systemctl kill --signal=KILL swarmgen-converge")),
];

/// A host that is booting may have no process to kill yet.
fn ignore(host: &Host, script: &str) {
    let _ = host.try_sh(script);
}

#[test]
#[ignore = "takes two minutes"]
fn at_random_moments_of_a_cold_start() {
    for round in 0..4 {
        let (os, faults) = (["debian", "flatcar"][round % 2], draw());
        let Some(cluster) = Cluster::boot(&format!("faults-{round}"), Inventory::managers(HOSTS).os(os)) else {
            return;
        };
        println!("{os}");
        strike(&cluster, &faults);
        mend(&cluster);
        comes_back(&cluster);
    }
}

/// Two of three managers are a majority, so the cluster recovers from any of these faults by itself.
#[test]
#[ignore = "takes three minutes"]
fn at_random_moments_of_a_rebuild() {
    let Some(cluster) = Cluster::boot("faults-rebuild", Inventory::managers(HOSTS).workers(1)) else { return };
    cluster.until_converged(LIMIT);
    for _ in 0..4 {
        let host = &cluster.all()[sample(0..=HOSTS)];
        println!("{} is rebuilt", host.name());
        cluster.rebuild(host.name());
        strike(&cluster, &draw());
        mend(&cluster);
        settles(&cluster);
    }
}

fn sample<S: Strategy>(of: S) -> S::Value {
    of.new_tree(&mut TestRunner::default()).expect("nothing is filtered out").current()
}

/// One to six faults: the time in milliseconds, the host, and the fault.
fn draw() -> Vec<(u64, usize, Fault)> {
    let mut faults = sample(vec((0..MILLISECONDS, 0..HOSTS, select(&FAULTS[..])), 1..=6));
    faults.sort_by_key(|(at, ..)| *at);
    faults
}

fn strike(cluster: &Cluster, faults: &[(u64, usize, Fault)]) {
    let start = Instant::now();
    for (at, number, (what, happens)) in faults {
        sleep(Duration::from_millis(*at).saturating_sub(start.elapsed()));
        let host = &cluster.all()[*number];
        println!("after {:.1} s {} {what}", start.elapsed().as_secs_f32(), host.name());
        happens(host);
    }
}

/// Repairs cables and shares after all faults. A host gets its power back at once.
fn mend(cluster: &Cluster) {
    for host in cluster.all() {
        host.connect(true);
        ignore(host, &format!("mountpoint -q {MOUNTPOINT} || mount --bind /shelf/share {MOUNTPOINT}"));
    }
}

/// All hosts converge by themselves, unless the second manager died while it became one. That needs an operator.
fn comes_back(cluster: &Cluster) {
    let stopped = wait::until("the swarm to form, or to stop", LIMIT, || match cluster.formed() {
        Ok(()) => Ok(None),
        Err(missing) => stopped(cluster).map(Some).ok_or(missing),
    });
    if let Some(first) = stopped {
        println!("{} has no quorum", first.name());
        force_new_cluster(first);
    }
    settles(cluster);
}

fn settles(cluster: &Cluster) {
    // A host that was cut off during its join leaves an entry without a name. The leader removes it after ten minutes.
    wait::until("entries without a host to go", 2 * LIMIT, || {
        let nodes = cluster.nodes()?;
        if nodes.iter().any(|node| node.host.is_empty()) { Err(format!("{nodes:#?}")) } else { Ok(()) }
    });
    cluster.until_converged(LIMIT);
}

/// The manager whose swarm has been without a leader for too long.
fn stopped(cluster: &Cluster) -> Option<&Host> {
    cluster.live().find(|host| {
        let said = |key| cluster.status(host.name(), key);
        let seconds = |key| said(key).and_then(|value| value.parse::<u64>().ok()).unwrap_or_default();
        said("waiting_for").as_deref() == Some("the managers to answer")
            && seconds("time").saturating_sub(seconds("since")) > STOPPED
    })
}
