//! The names of files and folders on the shared storage.

use crate::{model::cluster::Cluster, values::digest::Sha256Digest};

/// The folder below the mount point that holds everything.
pub const ROOT: &str = ".swarmgen";
/// The file that names the swarm.
pub const EXCHANGE: &str = "exchange";
/// The folder of the hosts' status files, one for each host by its name.
pub const HOSTS: &str = "hosts";
/// The folder of the engines' complaints about their `daemon.json`, one file for each host by its name.
pub const ENGINE: &str = "engine";
/// The folder of the inventory's revisions.
pub const INVENTORY: &str = "inventory";
/// The file that tells the leader to look for a new revision.
pub const BELL: &str = "bell";
/// The folder of the host program, beside those of the clusters, one file for each SHA-256.
const PROGRAM: &str = "program";
/// The last line of a complete file.
pub const END_MARK: &str = "end=swarmgen";

/// The exchange folder of a cluster, relative to the mount point: `.swarmgen/CLUSTER/gN`.
pub fn folder(cluster: &Cluster) -> String {
    format!("{ROOT}/{}/g{}", cluster.name, cluster.generation)
}

/// A file of the host program, relative to the mount point.
pub fn program(digest: Sha256Digest) -> String {
    format!("{ROOT}/{PROGRAM}/{digest}")
}

/// The generation of a folder with this name: `g2`.
pub fn generation(name: &str) -> Option<u32> {
    name.strip_prefix('g')?.parse().ok()
}
