//! A share that is late, lost, full, or that belongs to another cluster.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use crate::cluster::{Cluster, Inventory};
use crate::host::{MOUNTPOINT, ShareAtBoot};

const LIMIT: Duration = Duration::from_mins(3);
/// Longer than the last of three managers waits for its turn.
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

/// In the place of a file system that only the operator's unit can mount: the shelf that the lab hands to each host.
const OWN_MOUNT: &str = "[defaults.units.\"var-data.mount\"]
content = \"[Mount]\\nWhat=/shelf/share\\nWhere=/var/data\\nType=none\\nOptions=bind\\n[Install]\\nWantedBy=multi-user.target\\n\"
";

#[test]
#[ignore = "takes a minute"]
fn the_operator_s_own_unit_mounts_the_share() {
    let scenario = "the_operator_s_own_unit_mounts_the_share";
    let Some(cluster) = Cluster::of(scenario, Inventory::managers(3).toml(OWN_MOUNT)) else { return };
    boot_with(&cluster, ShareAtBoot::Missing);
    cluster.until_converged(LIMIT);
    for host in cluster.live() {
        host.sh("systemctl is-active var-data.mount");
    }
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
fn the_share_fills_up_and_goes_away_under_a_living_swarm() {
    let scenario = "the_share_fills_up_and_goes_away_under_a_living_swarm";
    let Some(cluster) = Cluster::of(scenario, Inventory::managers(3)) else { return };
    cluster.lab().put_share_on_disk_of(512);
    cluster.power_on();
    cluster.until_converged(LIMIT);
    let ballast = cluster.lab().share().join("ballast");
    fs::write(&ballast, vec![0; 1024 * 1024]).expect_err("the disk is smaller than that");
    until_all_say(&cluster, "waits for the share at /var/data (unwritable)");
    cluster.until_formed(LIMIT);
    fs::remove_file(ballast).expect("the ballast is there");
    until_all_say(&cluster, "converged");
    cluster.until_converged(LIMIT);

    cluster.live().for_each(|host| host.mount_share(false));
    until_all_say(&cluster, "waits for the share at /var/data (unmounted)");
    cluster.until_formed(LIMIT);
    for host in cluster.live() {
        assert_eq!(host.sh(&format!("ls -A {MOUNTPOINT}")), "", "nothing is written below a mount point");
        host.mount_share(true);
    }
    until_all_say(&cluster, "converged");
    cluster.until_converged(LIMIT);
}

/// Waits until the last message of the script on every host contains these words.
fn until_all_say(cluster: &Cluster, words: &str) {
    let last = format!("journalctl --no-pager --unit swarmgen-converge | tail -n 1 | grep -F '{words}'");
    cluster.live().for_each(|host| drop(host.until(&last, LIMIT)));
}

#[test]
#[ignore = "takes a minute"]
fn the_exchange_is_not_this_swarm_s() {
    let Some(cluster) = Cluster::of("the_exchange_is_not_this_swarm_s", Inventory::managers(3)) else { return };
    fs::create_dir_all(cluster.exchange_folder()).expect("the share can be written");
    let stray = cluster.exchange_folder().join("exchange");
    let (cluster_s, generation_s) = (stray_exchange("other", 1), stray_exchange("lab", 2));
    fs::write(&stray, &cluster_s).expect("the share can be written");
    cluster.power_on();
    // A torn text in between causes a different message. This shows that the script has read each of the three.
    for (text, why) in [(&cluster_s[..], "foreign"), (&cluster_s[..100], "damaged"), (&generation_s, "foreign")] {
        fs::write(&stray, text).expect("the share can be written");
        until_all_say(
            &cluster,
            &format!(
                "blocked: refuse, waits for the operator: engine inactive, swarm unknown, journal none, exchange {why}"
            ),
        );
        assert_nobody_started_a_swarm(&cluster);
        assert_eq!(fs::read_to_string(&stray).ok().as_deref(), Some(text), "no host changes it");
    }
    fs::remove_file(stray).expect("the stray exchange is there");
    cluster.until_converged(LIMIT);
}

fn stray_exchange(cluster: &str, generation: u32) -> String {
    let token = format!("SWMTKN-1-{}-{}", "a".repeat(50), "b".repeat(25));
    format!(
        "format=1\nserial=1\ncluster={cluster}\ngeneration={generation}\nrevision=1\nswarm=cccccccccccccccccccccccc1\n\
         token={token}\nmanager=192.168.31.99\nnode=d ds9 manager ready\nend=swarmgen\n"
    )
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
