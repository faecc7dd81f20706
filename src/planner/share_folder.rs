//! The files for the share: the operator copies them there to bring an edited inventory to running hosts.

use super::stacks::Stacks;
use crate::{
    exchange::{layout, revision},
    model::{cluster::Cluster, plan::SharePlan},
    values::{digest::Sha256Digest, program::Program},
};

/// The folder of this revision, the bell, and the host program unless the hosts carry it. The operator copies both. The changed bell tells the leader that there is
/// a new revision, so the leader need not scan for one all the time.
pub(super) fn plan<'p>(
    cluster: &Cluster,
    table: &str,
    stacks: &Stacks,
    program: impl Iterator<Item = (Sha256Digest, &'p str)>,
) -> SharePlan {
    let exchange = layout::folder(cluster);
    let folder = format!("{exchange}/{}", revision::folder(cluster.revision));
    let stacks = stacks.files().map(|(path, text)| (format!("{}/{path}", revision::STACKS), text.to_string()));
    let files = revision::complete(cluster.revision, stacks.collect(), table);
    let mut plan: SharePlan = files.into_iter().map(|(path, text)| (format!("{folder}/{path}"), text)).collect();
    plan.insert(format!("{exchange}/{}", layout::BELL), String::new());
    if cluster.program != Program::Inline {
        plan.extend(program.map(|(digest, text)| (layout::program(digest), text.to_owned())));
    }
    plan
}
