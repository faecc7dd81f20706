//! SELinux, where it is enforcing: lets containers use the files on the share.

use serde::Serialize;

use super::{
    Planner,
    bundle::{Bundle, part},
};
use crate::{formats::template::Values, model::cluster::Host, values::names::StorageType};

pub(super) const BUNDLE: Bundle = Bundle {
    parts: &[part!("etc/systemd/system/swarmgen-selinux.service", "").enabled()],
    wanted: |planner, host| host.os.selinux && boolean(planner.cluster.storage.kind).is_some(),
    values,
    ..Bundle::EMPTY
};

#[derive(Serialize)]
struct Selinux {
    boolean: &'static str,
}

fn values(planner: &Planner, _: &Host) -> Values {
    Values::of(&Selinux { boolean: boolean(planner.cluster.storage.kind).unwrap_or_default() })
}

/// The boolean of container-selinux that lets containers read and write files on this kind of mount, if there is one.
fn boolean(kind: StorageType) -> Option<&'static str> {
    match kind {
        StorageType::Nfs => Some("virt_use_nfs"),
        StorageType::Glusterfs => Some("virt_sandbox_use_fusefs"),
        StorageType::Cephfs => Some("container_use_cephfs"),
        StorageType::Virtiofs | StorageType::NineP | StorageType::Existing => None,
    }
}
