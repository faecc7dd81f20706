//! The shared storage: its mount unit and the package that mounts it.

use serde::Serialize;

use super::Planner;
use crate::{
    formats::template,
    model::{
        cluster::{Host, Storage},
        plan::{HostPlan, Unit},
    },
    values::{names::StorageType, systemd},
};

#[derive(Serialize)]
struct ShareMount<'c> {
    cluster: &'c str,
    source: &'c str,
    mountpoint: &'c str,
    r#type: &'c str,
    options: String,
}

pub(super) fn plan(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    let storage = &planner.cluster.storage;
    if let Some(package) = host.os.storage_packages.get(&storage.kind).filter(|package| !package.is_empty()) {
        plan.packages.push(package.clone());
    }
    let Some(filesystem) = filesystem(storage.kind) else { return };
    let context = ShareMount {
        cluster: &planner.cluster.name,
        source: &storage.source,
        mountpoint: &storage.mountpoint,
        r#type: filesystem,
        options: options(storage),
    };
    let unit = Unit::enabled(template::render("host/etc/systemd/system/share.mount", &context));
    plan.units.insert(systemd::mount_unit(&storage.mountpoint), unit);
}

/// The type as mount(8) takes it; `None` where nothing is to be mounted.
fn filesystem(kind: StorageType) -> Option<&'static str> {
    match kind {
        StorageType::Nfs => Some("nfs"),
        StorageType::Glusterfs => Some("glusterfs"),
        StorageType::Cephfs => Some("ceph"),
        StorageType::Virtiofs => Some("virtiofs"),
        StorageType::NineP => Some("9p"),
        StorageType::Existing => None,
    }
}

/// The options of the inventory behind those that the exchange through the share needs.
fn options(storage: &Storage) -> String {
    let needed: &[&str] = match storage.kind {
        // A host that looked for a file before it was there must see it soon: nfs(5) remembers for up to a minute what was
        // not there. nosharecache, since an earlier mount of the export would otherwise impose its own options.
        StorageType::Nfs => &["lookupcache=positive", "nosharecache", "_netdev"],
        // The type does not tell that these need the network.
        StorageType::Glusterfs | StorageType::Cephfs => &["_netdev"],
        StorageType::NineP => &["trans=virtio", "version=9p2000.L"],
        StorageType::Virtiofs | StorageType::Existing => &["defaults"],
    };
    let own = storage.options.iter().map(String::as_str);
    needed.iter().copied().chain(own).collect::<Vec<_>>().join(",")
}
