//! The files that deliver a document to its host, one module for each way.

mod matchbox;
mod nocloud;
mod pxe;

use super::{Document, insert};
use crate::{
    model::{artifact::Tree, plan::HostPlan},
    os::Target,
};

pub(super) use pxe::deliver_first;

/// Writes a host's document in every way that its plan requests.
pub fn deliver(plan: &HostPlan, document: &Document) -> Tree {
    let mut tree = Tree::default();
    match plan.target {
        Target::CloudInit => nocloud::deliver(plan, document, &mut tree),
        Target::Ignition => insert(&mut tree, plan, "config.ign", &*document.bytes, document.secret),
    }
    if let Some(netboot) = &plan.netboot {
        pxe::deliver(plan, netboot, &mut tree);
        matchbox::deliver(plan, netboot, document, &mut tree);
    }
    tree
}
