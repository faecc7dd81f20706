//! The other ways in which a first boot can go. One pass for all, since a machine alone would leave a core idle.

use std::time::Duration;

use crate::cluster::{Cluster, Wanted, Way};
use crate::host::Host;
use crate::wait;

const LIMIT: Duration = Duration::from_mins(20);

#[test]
fn ignition_in_the_initramfs_a_root_in_memory_and_a_clock_two_hours_slow() {
    let wanted = [Wanted::by(Way::Ignition), Wanted::by(Way::Memory), Wanted { way: Way::SeedDrive, slow: 120 }];
    let Some(cluster) = Cluster::of("ignition_in_the_initramfs", &super::nfs("[]"), &wanted) else { return };
    let [first, memory, slow] = [1, 2, 3].map(|number| cluster.host(number));
    [first, memory].into_iter().for_each(Host::power_on);
    cluster.until_converged();
    // A swarm of its making would be good for all.
    slow.power_on();
    assert_ignited(first);
    assert_in_memory(memory);
    assert_says_what_is_wrong(&cluster, slow);
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

/// A certificate is good from five minutes before it was made; for this clock that is yet to come.
fn assert_says_what_is_wrong(cluster: &Cluster, slow: &Host) {
    let said = wait::until("the slow host to say what is wrong", LIMIT, || {
        let said = cluster.server().status(slow.name(), "error").unwrap_or_default();
        if said.contains("not yet valid") || said.contains("not valid before") { Ok(said) } else { Err(said) }
    });
    println!("{} says: {said}", slow.name());
    let nodes = cluster.nodes().expect("the others are a swarm");
    assert!(!nodes.iter().any(|node| node.is_of(slow) && node.ready), "{nodes:#?}");
}
