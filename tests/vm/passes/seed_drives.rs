//! Hosts that boot from their own disk, with the rendered seed volume as a second drive.

use std::process::Command;

use crate::cluster::{Cluster, Wanted, Way};
use crate::host::Host;

#[test]
fn seed_drives_over_nfs_3_with_clocks_fifty_minutes_apart() {
    let wanted = [50, 25, 0].map(|slow| Wanted { way: Way::SeedDrive, slow });
    let tables = super::nfs("[\"vers=3\"]");
    let Some(cluster) = Cluster::of("seed_drives_over_nfs_3", &tables, &wanted) else { return };
    // The root certificate is good from five minutes before the swarm was made, so the slowest has to be the one that makes it.
    cluster.host(1).power_on();
    cluster.until_published();
    cluster.power_on();
    cluster.until_converged();
    super::assert_mounted(&cluster, "3");
    cluster.live().for_each(|host| assert_seed_is_mounted(&cluster, host));
    super::assert_link_decides(&cluster);
    let clocks: Vec<i64> =
        cluster.live().map(|host| host.sh("date +%s").parse().expect("date prints seconds")).collect();
    assert!(clocks[2] - clocks[0] > 49 * 60, "nothing has set the clocks meanwhile: {clocks:?}");
}

/// The kernel finds in the volume what was rendered, byte for byte.
fn assert_seed_is_mounted(cluster: &Cluster, host: &Host) {
    let sums = "sha256sum meta-data network-config user-data vendor-data";
    let there = host.sh(&format!("mount -t iso9660 -o ro LABEL=cidata /mnt && cd /mnt && {sums}; cd / && umount /mnt"));
    let here = Command::new("sh").args(["-c", sums]).current_dir(cluster.rendered(host)).output();
    let here = here.expect("sha256sum can be run").stdout;
    assert_eq!(there, String::from_utf8_lossy(&here).trim_end());
}
