//! Faults at moments that nobody chose.

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
/// Of the cold start: by then three hosts are managers, unless something stops them.
const MILLISECONDS: u64 = 9_000;
/// After so many seconds a swarm without a leader has stopped for good.
const STOPPED: u64 = 180;
const HOSTS: usize = 3;

/// What happens to a host, and how.
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

/// A host that is booting may have nothing yet that could be killed.
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

/// Two of three managers are a majority, so whatever happens here is over by itself.
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

/// One to six faults: after how many milliseconds, on which host, which.
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

/// Power comes back at once; cables and shares when everything has happened.
fn mend(cluster: &Cluster) {
    for host in cluster.all() {
        host.connect(true);
        ignore(host, &format!("mountpoint -q {MOUNTPOINT} || mount --bind /shelf/share {MOUNTPOINT}"));
    }
}

/// All converge by themselves, unless the second manager died as it became one: that takes an operator.
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
    // A host that was cut off while it joined leaves an entry without a name, which goes after ten minutes.
    wait::until("entries without a host to go", 2 * LIMIT, || {
        let nodes = cluster.nodes()?;
        if nodes.iter().any(|node| node.host.is_empty()) { Err(format!("{nodes:#?}")) } else { Ok(()) }
    });
    cluster.until_converged(LIMIT);
}

/// The manager whose swarm has had no leader for too long.
fn stopped(cluster: &Cluster) -> Option<&Host> {
    cluster.live().find(|host| {
        let said = |key| cluster.status(host.name(), key);
        let seconds = |key| said(key).and_then(|value| value.parse::<u64>().ok()).unwrap_or_default();
        said("waiting_for").as_deref() == Some("the managers to answer")
            && seconds("time").saturating_sub(seconds("since")) > STOPPED
    })
}
