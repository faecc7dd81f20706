//! The other ways in which a first boot can go.

use std::time::Duration;

use crate::cluster::{Cluster, Wanted, Way};
use crate::wait;

const LIMIT: Duration = Duration::from_mins(20);

#[test]
fn ignition_in_the_initramfs_and_a_clock_two_hours_slow() {
    let wanted = [Wanted::by(Way::Ignition), Wanted { way: Way::SeedDrive, slow: 120 }];
    let Some(cluster) = Cluster::boot("ignition_in_the_initramfs", &super::nfs("[]"), &wanted) else { return };
    let (first, slow) = (cluster.host(1), cluster.host(2));
    cluster.until_reachable(&[first]);
    first.sh("! systemctl is-active cloud-init-main.service");
    assert!(first.sh("hostname").starts_with("ds1"), "Ignition gave it its name");
    // A certificate is good from an hour before it was made; for this clock that is yet to come.
    let said = wait::until("the slow host to say what is wrong", LIMIT, || {
        let said = cluster.server().status(slow.name(), "error").unwrap_or_default();
        if said.contains("not yet valid") || said.contains("not valid before") { Ok(said) } else { Err(said) }
    });
    println!("{} says: {said}", slow.name());
    let nodes = cluster.nodes().expect("the first host is a swarm");
    assert!(!nodes.iter().any(|node| node.is_of(slow) && node.ready), "{nodes:#?}");
}

#[test]
fn a_root_in_memory() {
    let wanted = [Wanted::by(Way::Memory)];
    let Some(cluster) = Cluster::boot("a_root_in_memory", &super::nfs("[]"), &wanted) else { return };
    cluster.until_converged();
    let host = cluster.host(1);
    assert_eq!(
        host.sh("findmnt --noheadings --output SOURCE / && lsblk --nodeps --noheadings --output TYPE"),
        "/dev/loop0\nloop"
    );
    host.sh("tar -cC /usr/bin busybox | docker import - greeter:1 && docker run --rm greeter:1 /busybox true");
}
