//! Who is in the cluster: `/etc/hosts`.

use std::sync::Arc;

use serde::Serialize;

use super::Planner;
use crate::{
    formats::template,
    model::{
        cluster::{Cluster, Host},
        plan::{File, HostPlan},
    },
    values::names::Role,
};

#[derive(Serialize)]
struct HostsFile {
    hosts: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    address: String,
    fqdn: String,
    name: String,
}

pub(super) fn plan(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    let content = match host.role {
        Role::Manager => planner.hosts_file.clone(),
        Role::Worker => hosts_file(planner.cluster, known_to_worker(planner.cluster, host)),
    };
    plan.files.insert("/etc/hosts".to_owned(), File::public(content));
}

/// `/etc/hosts` with these hosts in it.
pub(super) fn hosts_file<'h>(cluster: &Cluster, hosts: impl Iterator<Item = &'h Host>) -> Arc<str> {
    let line =
        |host: &Host| Line { address: host.address.to_string(), fqdn: cluster.fqdn(host), name: host.name.to_string() };
    template::render("host/etc/hosts", &HostsFile { hosts: hosts.map(line).collect() }).into()
}

/// The hosts that a worker's files name: the managers and itself. Only managers have to do with every host; with all of them
/// in every host's files, the output would grow with the square of their number.
pub(super) fn known_to_worker<'c>(cluster: &'c Cluster, worker: &'c Host) -> impl Iterator<Item = &'c Host> {
    cluster.managers().chain([worker])
}
