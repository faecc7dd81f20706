//! A share on which others have left more than files, or that does not answer.

use std::{
    fs,
    path::Path,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use crate::cluster::{Cluster, Inventory};
use crate::host::Host;
use crate::lab::Lab;
use crate::scenarios::glusterfs::serve_volume;

const LIMIT: Duration = Duration::from_mins(3);
/// The time in which the hosts converge once the share is as before.
const SOON: Duration = Duration::from_secs(15);
/// The time in which a host reports a share that does not answer.
const TOLD: Duration = Duration::from_secs(30);

/// The words of the leader, or of every host, while the file is an obstacle. No words: the obstacle has no effect.
const CASES: &[(&str, &str)] = &[
    ("exchange", "exchange damaged"),
    ("bell", ""),
    ("hosts/ds2", ""),
    ("inventory/2/end", "waits for revision 2 of the inventory to be complete on the share"),
    ("inventory/2/cluster.tsv", "waits for revision 2 of the inventory to be complete on the share"),
];

#[test]
#[ignore = "takes six minutes"]
fn an_obstacle_in_place_of_a_file_stops_no_host() {
    let scenario = "an_obstacle_in_place_of_a_file_stops_no_host";
    let Some(cluster) = Cluster::boot(scenario, Inventory::managers(3)) else { return };
    cluster.until_converged(LIMIT);
    for (file, words) in CASES {
        for obstacle in ["mkfifo", "ln -s /dev/zero", "mkdir", "truncate -s 60M"] {
            println!("{file}: {obstacle}");
            let path = cluster.exchange_folder().join(file);
            let before = fs::read(&path).ok();
            put(&path, obstacle);
            assert_passes_go_on(&cluster);
            if !words.is_empty() {
                until_one_says(&cluster, words);
            }
            remove(&path);
            remove(&cluster.exchange_folder().join("inventory/2"));
            if let Some(before) = before {
                fs::write(&path, before).expect("the share can be written");
            }
            cluster.until_converged(SOON);
        }
    }
}

fn put(path: &Path, obstacle: &str) {
    remove(path);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the share can be written");
    let status = Command::new("sh").args(["-c", &format!("{obstacle} \"$0\"")]).arg(path).status();
    assert!(status.expect("sh runs").success(), "{obstacle} {}", path.display());
}

fn remove(path: &Path) {
    let _ = fs::remove_file(path);
    let _ = fs::remove_dir_all(path);
}

/// Every host still makes passes: it observes the share anew after a while.
fn assert_passes_go_on(cluster: &Cluster) {
    sleep(Duration::from_secs(20));
    for host in cluster.live() {
        let stuck = host.sh("pgrep --older 15 --full share.sh || true");
        assert_eq!(stuck, "", "{}: a call on the share does not end", host.name());
    }
}

fn until_one_says(cluster: &Cluster, words: &str) {
    let said = |host: &Host| {
        host.try_sh(&format!("journalctl --no-pager --unit swarmgen-converge | tail -n 3 | grep -F '{words}'")).is_ok()
    };
    let until = Instant::now() + LIMIT;
    while !cluster.live().any(said) {
        assert!(Instant::now() < until, "no host says `{words}`");
        sleep(Duration::from_secs(1));
    }
}

#[test]
#[ignore = "takes six hosts"]
fn a_share_that_does_not_answer_is_told_within_half_a_minute() {
    let Some(lab) = Lab::start("a_share_that_does_not_answer_is_told_within_half_a_minute") else { return };
    let servers = serve_volume(&lab);
    let source = format!("{}:/swarm", servers[0].address());
    let cluster = Cluster::in_lab(&lab, Inventory::managers(3).glusterfs(&source));
    cluster.power_on();
    cluster.until_converged(LIMIT);
    signal_clients(&cluster, "STOP");
    for host in cluster.live() {
        let last = "journalctl --no-pager --unit swarmgen-converge | tail -n 1 | grep 'the share has not answered for'";
        println!("{}: {}", host.name(), host.until(last, TOLD));
    }
    sleep(Duration::from_mins(1));
    cluster.until_formed(LIMIT);
    signal_clients(&cluster, "CONT");
    cluster.until_converged(SOON);
}

/// Stops or continues the client of the share on every host, which hangs the mount and everything that touches it.
fn signal_clients(cluster: &Cluster, signal: &str) {
    for host in cluster.live() {
        host.sh(&format!("pkill -{signal} --full '^/usr/sbin/glusterfs .* /var/data$'"));
    }
}
