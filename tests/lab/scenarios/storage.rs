//! Shared storage that is late, lost, full, or somebody else's.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use crate::cluster::{Cluster, Inventory};
use crate::host::{MOUNTPOINT, ShareAtBoot};
use crate::wait;

const LIMIT: Duration = Duration::from_mins(3);
/// Longer than it takes the last of three managers to think that it is its turn.
const LONG_ENOUGH: Duration = Duration::from_secs(45);

#[test]
#[ignore = "takes four minutes"]
fn the_share_comes_three_minutes_late() {
    let Some(cluster) = Cluster::of("the_share_comes_three_minutes_late", Inventory::managers(3)) else { return };
    boot_with(&cluster, ShareAtBoot::Missing);
    sleep(Duration::from_mins(3));
    assert_nobody_started_a_swarm(&cluster);
    for host in cluster.live() {
        assert_eq!(host.sh(&format!("ls -A {MOUNTPOINT}")), "", "nothing is written below a mount point");
        host.mount_share(true);
    }
    cluster.until_converged(LIMIT);
}

#[test]
#[ignore = "takes two minutes"]
fn the_share_is_wiped_and_the_first_manager_rebuilt() {
    let Some(cluster) = Cluster::boot("the_share_is_wiped_and_the_first_manager_rebuilt", Inventory::managers(3))
    else {
        return;
    };
    cluster.until_converged(LIMIT);
    let swarm = cluster.published_swarm();
    cluster.host("ds1").power_cut();
    cluster.lab().wipe_share();
    cluster.rebuild("ds1");
    cluster.until_converged(LIMIT);
    assert_eq!(cluster.published_swarm(), swarm, "a living swarm publishes itself again");
}

#[test]
#[ignore = "takes a minute"]
fn the_share_cannot_be_written() {
    let Some(cluster) = Cluster::of("the_share_cannot_be_written", Inventory::managers(3)) else { return };
    boot_with(&cluster, ShareAtBoot::ReadOnly);
    sleep(LONG_ENOUGH);
    assert_nobody_started_a_swarm(&cluster);
    for host in cluster.live() {
        host.sh("journalctl --no-pager --unit swarmgen-converge | grep unwritable");
        host.sh(&format!("mount -o remount,bind,rw {MOUNTPOINT}"));
    }
    cluster.until_converged(LIMIT);
}

#[test]
#[ignore = "takes a minute"]
fn the_share_is_full() {
    let Some(cluster) = Cluster::of("the_share_is_full", Inventory::managers(3)) else { return };
    cluster.lab().put_share_on_disk_of(512);
    let ballast = cluster.lab().share().join("ballast");
    fs::write(&ballast, vec![0; 1024 * 1024]).expect_err("the disk is smaller than that");
    cluster.power_on();
    sleep(LONG_ENOUGH);
    assert_nobody_started_a_swarm(&cluster);
    fs::remove_file(ballast).expect("the ballast is there");
    cluster.until_converged(LIMIT);
}

#[test]
#[ignore = "takes two minutes"]
fn the_share_fills_up_under_a_living_swarm() {
    let Some(cluster) = Cluster::of("the_share_fills_up_under_a_living_swarm", Inventory::managers(3)) else { return };
    cluster.lab().put_share_on_disk_of(512);
    cluster.power_on();
    cluster.until_converged(LIMIT);
    let ballast = cluster.lab().share().join("ballast");
    fs::write(&ballast, vec![0; 1024 * 1024]).expect_err("the disk is smaller than that");
    sleep(LONG_ENOUGH);
    cluster.until_formed(LIMIT);
    fs::remove_file(ballast).expect("the ballast is there");
    cluster.until_converged(LIMIT);
}

#[test]
#[ignore = "takes a minute"]
fn the_exchange_is_another_cluster_s() {
    let Some(cluster) = Cluster::of("the_exchange_is_another_cluster_s", Inventory::managers(3)) else { return };
    fs::create_dir_all(cluster.exchange_folder()).expect("the share can be written");
    let stray = cluster.exchange_folder().join("exchange");
    fs::write(&stray, stray_exchange()).expect("the share can be written");
    cluster.power_on();
    wait::until("every host to say that it is blocked", LIMIT, || {
        match cluster.live().find(|host| !is_blocked(&cluster, host.name())) {
            Some(host) => Err(host.name().to_owned()),
            None => Ok(()),
        }
    });
    sleep(LONG_ENOUGH);
    assert_nobody_started_a_swarm(&cluster);
    assert_eq!(fs::read_to_string(&stray).ok(), Some(stray_exchange()), "nobody touches it");
    fs::remove_file(stray).expect("the stray exchange is there");
    cluster.until_converged(LIMIT);
}

fn is_blocked(cluster: &Cluster, name: &str) -> bool {
    cluster.status(name, "state").as_deref() == Some("blocked")
}

fn stray_exchange() -> String {
    let token = format!("SWMTKN-1-{}-{}", "a".repeat(50), "b".repeat(25));
    let lines =
        ["format=1", "serial=1", "cluster=other", "generation=1", "revision=1", "swarm=cccccccccccccccccccccccc1"];
    format!("{}\ntoken={token}\nmanager=192.168.31.99\nnode=d ds9 manager ready\nend=swarmgen\n", lines.join("\n"))
}

fn boot_with(cluster: &Cluster, share: ShareAtBoot) {
    for host in cluster.all() {
        host.share_at_boot(share);
    }
    cluster.power_on();
}

fn assert_nobody_started_a_swarm(cluster: &Cluster) {
    for host in cluster.live() {
        let state = host.sh("docker info --format '{{.Swarm.LocalNodeState}}'");
        assert_eq!(state, "inactive", "{} guessed", host.name());
    }
}
