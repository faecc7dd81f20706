//! What makes the host a member of the swarm: the converge service, its values, and who is in the cluster.

use std::sync::Arc;

use serde::Serialize;

use super::{Planner, roster::known_to_worker};
use crate::{
    exchange::table,
    formats::{minify, template},
    model::{
        cluster::{Cluster, Host, Storage, Swarm},
        plan::{File, HostPlan, Unit},
    },
    values::{
        names::{Role, StorageType},
        systemd,
    },
};

/// What the service runs, and the files that it reads in its turn.
const SCRIPTS: [(&str, &str); 5] = [
    ("common.sh", include_str!("../../templates/host/opt/swarmgen/common.sh")),
    ("converge.sh", include_str!("../../templates/host/opt/swarmgen/converge.sh")),
    ("observe.sh", include_str!("../../templates/host/opt/swarmgen/observe.sh")),
    ("report.sh", include_str!("../../templates/host/opt/swarmgen/report.sh")),
    ("lead.sh", include_str!("../../templates/host/opt/swarmgen/lead.sh")),
];
const CHANGES: &str = include_str!("../../templates/host/opt/swarmgen/changes.awk");
const SERVICE: &str = include_str!("../../templates/host/etc/systemd/system/swarmgen-converge.service");

/// The values of `converge.sh`; what is empty is not set.
#[derive(Serialize)]
struct HostEnv<'c> {
    advertise_address: String,
    cluster: &'c str,
    docker_unit: &'c str,
    generation: u32,
    host: &'c str,
    /// Flags and values of `docker swarm init`, blanks between them.
    init_options: String,
    /// And those that `docker swarm join` gets as well.
    join_options: String,
    revision: u32,
    role: &'c str,
    share: &'c str,
    share_source: String,
    share_types: &'c str,
    share_unit: String,
}

/// What is the same on every host.
pub(super) struct Shared {
    /// By absolute path.
    scripts: Vec<(String, File)>,
    service: Arc<str>,
    /// `cluster.tsv` of a manager.
    table: Arc<str>,
}

impl Shared {
    pub(super) fn new(cluster: &Cluster) -> Self {
        Self {
            scripts: scripts(),
            service: minify::unit(SERVICE).into(),
            table: table::write(cluster.hosts.iter()).into(),
        }
    }

    /// `cluster.tsv` with every host in it, as the leader reads it.
    pub(super) fn table(&self) -> &str {
        &self.table
    }
}

fn scripts() -> Vec<(String, File)> {
    let scripts = SCRIPTS.map(|(name, text)| (name, minify::script(text)));
    let all = scripts.into_iter().chain([("changes.awk", minify::awk(CHANGES))]);
    all.map(|(name, text)| (format!("/opt/swarmgen/{name}"), File::public(text))).collect()
}

pub(super) fn plan(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    let Shared { scripts, service, table: all } = &planner.converge;
    let known = match host.role {
        Role::Manager => all.clone(),
        Role::Worker => table::write(known_to_worker(planner.cluster, host)).into(),
    };
    let env = template::render("host/etc/swarmgen/host.env", &host_env(planner.cluster, host));
    plan.files.insert(format!("/etc/swarmgen/{}", table::FILE_NAME), File::public(known));
    plan.files.insert("/etc/swarmgen/host.env".to_owned(), File::private(env));
    plan.files.extend(scripts.iter().cloned());
    plan.units.insert("swarmgen-converge.service".to_owned(), Unit::enabled(service.clone()));
}

fn host_env<'c>(cluster: &'c Cluster, host: &'c Host) -> HostEnv<'c> {
    let swarm = &cluster.swarm;
    HostEnv {
        advertise_address: host.advertise_address.to_string(),
        cluster: &cluster.name,
        docker_unit: &host.os.engine.unit,
        generation: cluster.generation,
        host: host.name.as_str(),
        init_options: init_options(swarm),
        join_options: host.data_path_address.iter().map(|address| format!("--data-path-addr {address}")).collect(),
        revision: cluster.revision,
        role: host.role.as_str(),
        share: &cluster.storage.mountpoint,
        share_source: shown_source(&cluster.storage),
        share_types: mount_types(cluster.storage.kind),
        share_unit: systemd::mount_unit(&cluster.storage.mountpoint),
    }
}

/// The flags that `docker swarm init` gets beside the addresses.
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

/// The source as the mount table shows it, apart from slashes that the script leaves out as well; empty is any. That of `CephFS` may be
/// spelt anew by `mount.ceph`, with addresses for names.
fn shown_source(storage: &Storage) -> String {
    // Of several servers, and with a transport, GlusterFS shows the one that it came by.
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

/// The file system types that the mount table may show for this storage; empty is any.
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
