//! The converge service, its scripts and its values: they make the host a member of the swarm.

use serde::Serialize;

use super::{
    Planner,
    bundle::{At, Bundle, part},
};
use crate::{
    formats::template::Values,
    model::cluster::{Host, Storage, Swarm},
    values::{names::StorageType, systemd},
};

pub(super) const BUNDLE: Bundle = Bundle {
    parts: &[
        part!("opt/swarmgen/converge.sh", "forms and maintains the swarm, as `swarmgen-converge.service`"),
        part!("opt/swarmgen/common.sh", "functions that the other scripts share"),
        part!("opt/swarmgen/share.sh", "reads and writes the share"),
        part!("opt/swarmgen/observe.sh", "reads the state of the host, the share and the swarm"),
        part!("opt/swarmgen/report.sh", "reports the state on the console and on the share"),
        part!("opt/swarmgen/lead.sh", "the work of the leader"),
        part!("opt/swarmgen/changes.awk", "finds the differences between the swarm and the inventory, for `lead.sh`"),
        part!("etc/swarmgen/host.env", "the values of this host, readable by root only").private(),
        part!("etc/systemd/system/swarmgen-converge.service", "runs `converge.sh`").enabled(),
        // Only where it is needed: user-data has limits.
        part!("opt/swarmgen/converge-mtu.sh", "").at(has_mtu),
        part!("etc/systemd/system/swarmgen-converge.service.d/10-swarmgen.conf", "").at(has_mtu),
    ],
    values,
    ..Bundle::EMPTY
};

/// Whether Docker's bridges have another MTU than the default.
fn has_mtu(_: &Planner, host: &Host) -> At {
    mtu(host).is_some().into()
}

/// The MTU of the engine's bridges, if it is not Docker's default.
fn mtu(host: &Host) -> Option<u64> {
    host.daemon.get("mtu").and_then(serde_json::Value::as_u64)
}

/// The values of `converge.sh`. An empty value is not set.
#[derive(Serialize)]
struct HostEnv<'c> {
    advertise_address: String,
    cluster: &'c str,
    docker_unit: &'c str,
    generation: u32,
    host: &'c str,
    /// Flags and values of `docker swarm init`, separated by blanks.
    init_options: String,
    /// The flags among them that `docker swarm join` takes as well.
    join_options: String,
    mtu: Option<u64>,
    revision: u32,
    role: &'c str,
    share: &'c str,
    share_source: String,
    share_types: &'c str,
    share_unit: String,
}

fn values(planner: &Planner, host: &Host) -> Values {
    let cluster = planner.cluster;
    Values::of(&HostEnv {
        advertise_address: host.advertise_address.to_string(),
        cluster: &cluster.name,
        docker_unit: &host.os.engine.unit,
        generation: cluster.generation,
        host: host.name.as_str(),
        init_options: init_options(&cluster.swarm),
        join_options: join_options(host),
        mtu: mtu(host),
        revision: cluster.revision,
        role: host.role.as_str(),
        share: &cluster.storage.mountpoint,
        share_source: shown_source(&cluster.storage),
        share_types: mount_types(cluster.storage.kind),
        share_unit: systemd::mount_unit(&cluster.storage.mountpoint),
    })
}

/// The addresses besides the advertised one. `observe_ready` of `observe.sh` looks for `--listen-addr` at the start.
fn join_options(host: &Host) -> String {
    let flags = [("--listen-addr", &host.listen_address), ("--data-path-addr", &host.data_path_address)];
    let words: Vec<_> = flags.iter().filter_map(|(flag, it)| Some(format!("{flag} {}", it.as_ref()?))).collect();
    words.join(" ")
}

/// The flags of `docker swarm init` besides the addresses.
fn init_options(swarm: &Swarm) -> String {
    let mut words = Vec::new();
    let mut add = |flag: &str, value: Option<String>| words.extend(value.map(|value| format!("--{flag} {value}")));
    add("data-path-port", swarm.data_path_port.map(|port| port.to_string()));
    for pool in &swarm.default_addr_pool {
        add("default-addr-pool", Some(pool.to_string()));
    }
    add("default-addr-pool-mask-length", swarm.default_addr_pool_mask_length.map(|length| length.to_string()));
    add("cert-expiry", swarm.cert_expiry.clone());
    add("task-history-limit", swarm.task_history_limit.map(|limit| limit.to_string()));
    add("dispatcher-heartbeat", swarm.dispatcher_heartbeat.clone());
    if swarm.autolock {
        words.push("--autolock".to_owned());
    }
    words.join(" ")
}

/// The source in the mount table, without the slashes that the script drops as well; empty matches any source.
/// `mount.ceph` may rewrite the source of `CephFS`, with addresses for names.
fn shown_source(storage: &Storage) -> String {
    // With several servers, or with a transport, GlusterFS shows the server that it connected to.
    let several = storage.source.contains(',') || storage.options.iter().any(|option| option.starts_with("transport="));
    if storage.kind == StorageType::Cephfs || storage.kind == StorageType::Glusterfs && several {
        return String::new();
    }
    let mut shown = storage.source.clone();
    while let Some(double) = shown.find("//") {
        shown.remove(double);
    }
    if !shown.ends_with(":/") && shown.ends_with('/') {
        shown.pop();
    }
    shown
}

/// The file system types that the mount table may show for this storage; empty matches any type.
fn mount_types(kind: StorageType) -> &'static str {
    match kind {
        StorageType::Nfs => "nfs nfs4",
        StorageType::Glusterfs => "fuse.glusterfs",
        StorageType::Cephfs => "ceph",
        StorageType::Virtiofs => "virtiofs",
        StorageType::NineP => "9p",
        StorageType::Existing => "",
    }
}
