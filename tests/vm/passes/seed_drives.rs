//! Hosts that boot from their own disk, with the rendered seed volume as a second drive.

use crate::cluster::{Cluster, Wanted, Way};

#[test]
fn seed_drives_over_nfs_3_with_clocks_fifty_minutes_apart() {
    // The root certificate is good from five minutes before the swarm was made, so the slowest has to be the one that makes it.
    let wanted = [50, 25, 0].map(|slow| Wanted { way: Way::SeedDrive, slow });
    let tables = super::nfs("[\"vers=3\"]");
    let Some(cluster) = Cluster::boot("seed_drives_over_nfs_3", &tables, &wanted) else { return };
    cluster.until_converged();
    super::assert_mounted(&cluster, "3");
    super::assert_link_decides(&cluster);
    let clocks: Vec<i64> =
        cluster.live().map(|host| host.sh("date +%s").parse().expect("date prints seconds")).collect();
    assert!(clocks[2] - clocks[0] > 49 * 60, "nothing has set the clocks meanwhile: {clocks:?}");
}
