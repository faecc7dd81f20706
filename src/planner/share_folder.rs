//! What brings an edited inventory to running hosts when it is copied onto the shared storage.

use super::stacks::Stacks;
use crate::{
    model::{cluster::Cluster, plan::SharePlan},
    values::digest::Sha256Digest,
};

/// The folder of this revision: `cluster.tsv`, `stacks/`, and `end`, which lists all other files as sha256sum(1) does. A copy
/// that is still under way, or was broken off, has no `end` that fits, and the leader does not take it. And the bell: whoever copies
/// the folder rings it, and the leader need not look for new revisions all the time.
pub(super) fn plan(cluster: &Cluster, table: &str, stacks: &Stacks) -> SharePlan {
    let exchange = format!(".swarmgen/{}/g{}", cluster.name, cluster.generation);
    let folder = format!("{exchange}/inventory/{}", cluster.revision);
    let mut files: Vec<(String, &str)> =
        stacks.files().map(|(path, text)| (format!("stacks/{path}"), &**text)).collect();
    // The last line of `end` tells that no other is missing.
    files.push(("cluster.tsv".to_owned(), table));
    let end = files.iter().map(|(path, text)| checksum(path, text)).collect::<Vec<_>>().concat();
    files.push(("end".to_owned(), &end));
    let mut plan: SharePlan =
        files.into_iter().map(|(path, text)| (format!("{folder}/{path}"), text.to_owned())).collect();
    plan.insert(format!("{exchange}/bell"), String::new());
    plan
}

fn checksum(path: &str, text: &str) -> String {
    format!("{}  {path}\n", Sha256Digest::of(text))
}
