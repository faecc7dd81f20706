//! What brings an edited inventory to running hosts when it is copied onto the shared storage.

use std::{collections::BTreeMap, fmt::Write};

use sha2::{Digest, Sha256};

use crate::{cluster::Cluster, plan::SharePlan};

/// The folder of this revision: `cluster.tsv`, and `end`, which lists all other files as sha256sum(1) does. A copy that is
/// still under way, or was broken off, has no `end` that fits, and the leader does not take it.
pub(super) fn plan(cluster: &Cluster, table: &str) -> SharePlan {
    let folder = format!(".swarmgen/{}/g{}/inventory/{}", cluster.name, cluster.generation, cluster.revision);
    let files = BTreeMap::from([("cluster.tsv", table)]);
    let end = end_mark(&files);
    let mut plan: SharePlan =
        files.iter().map(|(name, text)| (format!("{folder}/{name}"), (*text).to_owned())).collect();
    plan.insert(format!("{folder}/end"), end);
    plan
}

/// The checksum of each file; the line of `cluster.tsv` is the last one.
fn end_mark(files: &BTreeMap<&str, &str>) -> String {
    let mut names: Vec<_> = files.keys().collect();
    names.sort_by_key(|name| **name == "cluster.tsv");
    let mut end = String::new();
    for name in names {
        let sum = Sha256::digest(files[*name].as_bytes());
        let hex = sum.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        let _ = writeln!(end, "{hex}  {name}");
    }
    end
}
