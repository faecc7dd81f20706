//! Where SELinux is enforcing: containers may use what the share holds.

use serde::Serialize;

use super::Planner;
use crate::{
    formats::template,
    model::{
        cluster::Host,
        plan::{HostPlan, Unit},
    },
    values::names::StorageType,
};

#[derive(Serialize)]
struct Values {
    boolean: &'static str,
}

pub(super) fn plan(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    let Some(boolean) = boolean(planner.cluster.storage.kind).filter(|_| host.os.selinux) else { return };
    let unit = template::render("host/etc/systemd/system/swarmgen-selinux.service", &Values { boolean });
    plan.units.insert("swarmgen-selinux.service".to_owned(), Unit::enabled(unit));
}

/// The boolean of container-selinux that lets containers read and write files on this kind of mount; `None` where there is none.
fn boolean(kind: StorageType) -> Option<&'static str> {
    match kind {
        StorageType::Nfs => Some("virt_use_nfs"),
        StorageType::Glusterfs => Some("virt_sandbox_use_fusefs"),
        StorageType::Cephfs => Some("container_use_cephfs"),
        StorageType::Virtiofs | StorageType::NineP | StorageType::Existing => None,
    }
}
