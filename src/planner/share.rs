//! The shared storage: its mount unit and the package that mounts it.

use serde::Serialize;

use super::{
    Planner,
    bundle::{At, Bundle, part},
};
use crate::{
    formats::template::Values,
    model::{
        cluster::{Host, Storage},
        plan::HostPlan,
    },
    values::{names::StorageType, systemd},
};

pub(super) const BUNDLE: Bundle = Bundle {
    parts: &[part!(
        "etc/systemd/system/var-data.mount",
        "mounts the share; the name follows the mount point; not with `type = \"existing\"`"
    )
    .enabled()
    .at(mount_unit)],
    values,
    extend: package,
    ..Bundle::EMPTY
};

#[derive(Serialize)]
struct ShareMount<'c> {
    cluster: &'c str,
    source: &'c str,
    mountpoint: &'c str,
    r#type: &'c str,
    options: String,
}

fn values(planner: &Planner, _: &Host) -> Values {
    let storage = &planner.cluster.storage;
    Values::of(&ShareMount {
        cluster: &planner.cluster.name,
        source: &storage.source,
        mountpoint: &storage.mountpoint,
        r#type: filesystem(storage.kind).unwrap_or_default(),
        options: options(storage),
    })
}

fn mount_unit(planner: &Planner, _: &Host) -> At {
    let storage = &planner.cluster.storage;
    match filesystem(storage.kind) {
        Some(_) => At::Other(format!("/etc/systemd/system/{}", systemd::mount_unit(&storage.mountpoint))),
        None => At::Nowhere,
    }
}

fn package(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    let package = host.os.storage_packages.get(&planner.cluster.storage.kind);
    plan.packages.extend(package.filter(|package| !package.is_empty()).cloned());
}

/// The type for mount(8); `None` if swarmgen mounts nothing.
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

/// The mount options: first those that the exchange requires, then those of the inventory.
fn options(storage: &Storage) -> String {
    let needed: &[&str] = match storage.kind {
        // A host that looked for a missing file must see it soon after its creation: nfs(5) caches the absence of a
        // file for up to a minute. nosharecache, because an earlier mount of the export would otherwise impose its
        // options.
        StorageType::Nfs => &["lookupcache=positive", "nosharecache", "_netdev"],
        // systemd cannot tell from the type that these file systems need the network.
        StorageType::Glusterfs | StorageType::Cephfs => &["_netdev"],
        StorageType::NineP => &["trans=virtio", "version=9p2000.L"],
        StorageType::Virtiofs | StorageType::Existing => &["defaults"],
    };
    let own = storage.options.iter().map(String::as_str);
    needed.iter().copied().chain(own).collect::<Vec<_>>().join(",")
}
