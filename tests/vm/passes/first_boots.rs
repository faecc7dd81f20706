//! Other variants of a first boot. One pass for all, since a single machine would leave a core idle.

use std::process::Command;
use std::time::Duration;

use crate::cluster::{Cluster, Wanted, Way};
use crate::host::Host;
use crate::wait;

const LIMIT: Duration = Duration::from_mins(20);

#[test]
fn a_seed_drive_ignition_in_the_initramfs_and_a_root_in_memory_over_nfs_3_with_clocks_apart() {
    let wanted = [
        Wanted::by(Way::SeedDrive).slow(50),
        Wanted::by(Way::Ignition).slow(25),
        Wanted::by(Way::Memory),
        Wanted::by(Way::SeedDrive).slow(120).worker(),
    ];
    let Some(cluster) = Cluster::of("first_boots", &super::nfs("[\"vers=3\"]"), &wanted) else { return };
    let [seeded, ignited, memory, slowest] = [1, 2, 3, 4].map(|number| cluster.host(number));
    // The root certificate is valid from five minutes before the start of the swarm, so the joining host with the
    // slowest clock must start it.
    [seeded, slowest].into_iter().for_each(Host::power_on);
    cluster.until_published();
    assert_says_what_is_wrong(&cluster, slowest);
    slowest.power_cut();
    [ignited, memory].into_iter().for_each(Host::power_on);
    cluster.until_converged();
    super::assert_mounted(&cluster, "3");
    super::assert_link_decides(&cluster);
    assert_seed_is_mounted(&cluster, seeded);
    assert_ignited(ignited);
    assert_in_memory(memory);
    assert_clocks_are_apart(seeded, memory);
}

/// The volume's files, read by the kernel, equal the rendered ones byte for byte.
fn assert_seed_is_mounted(cluster: &Cluster, host: &Host) {
    let sums = "sha256sum meta-data network-config user-data vendor-data";
    let there = host.sh(&format!("mount -t iso9660 -o ro LABEL=cidata /mnt && cd /mnt && {sums}; cd / && umount /mnt"));
    let here = Command::new("sh").args(["-c", sums]).current_dir(cluster.rendered(host)).output();
    let here = here.expect("sha256sum can be run");
    assert_eq!(there, String::from_utf8_lossy(&here.stdout).trim_end());
}

fn assert_ignited(host: &Host) {
    host.sh("! systemctl is-active cloud-init-main.service");
    assert_eq!(host.sh("hostname --short"), host.name(), "Ignition gave it its name");
}

fn assert_in_memory(host: &Host) {
    let root = host.sh("findmnt --noheadings --output SOURCE / && lsblk --nodeps --noheadings --output TYPE");
    assert_eq!(root, "/dev/loop0\nloop");
    host.sh("tar -cC /usr/bin busybox | docker import - greeter:1 && docker run --rm greeter:1 /busybox true");
}

/// No program has set the clocks meanwhile.
fn assert_clocks_are_apart(slow: &Host, right: &Host) {
    let [slow, right] = [slow, right].map(|host| host.sh("date +%s").parse::<u64>().expect("date prints seconds") / 60);
    assert!(right - slow >= 49, "minutes: {slow}, {right}");
}

/// A certificate is valid from five minutes before its creation, which is in the future for this clock.
fn assert_says_what_is_wrong(cluster: &Cluster, slow: &Host) {
    let said = wait::until("the slow host to say what is wrong", LIMIT, || {
        let said = cluster.server().status(slow.name(), "error").unwrap_or_default();
        if said.contains("not yet valid") || said.contains("not valid before") { Ok(said) } else { Err(said) }
    });
    println!("{} says: {said}", slow.name());
    let nodes = cluster.nodes().expect("there is a swarm");
    assert!(!nodes.iter().any(|node| node.is_of(slow) && node.ready), "{nodes:#?}");
}
