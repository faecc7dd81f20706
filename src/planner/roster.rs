//! The members of the cluster: `/etc/hosts` and `cluster.tsv`.

use serde::Serialize;

use super::{
    Planner,
    bundle::{Bundle, part},
};
use crate::{
    exchange::table,
    formats::template::Values,
    model::{
        cluster::{Cluster, Host},
        plan::{File, HostPlan},
    },
    values::names::Role,
};

pub(super) const BUNDLE: Bundle = Bundle {
    parts: &[part!("etc/hosts", "the names and addresses of the cluster's hosts")],
    also: &[(table::ON_HOST, "the hosts of the cluster: on a manager all hosts, on a worker the managers and itself")],
    values: hosts_file,
    extend: cluster_tsv,
    ..Bundle::EMPTY
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

fn hosts_file(planner: &Planner, host: &Host) -> Values {
    let cluster = planner.cluster;
    let line =
        |host: &Host| Line { address: host.address.to_string(), fqdn: cluster.fqdn(host), name: host.name.to_string() };
    let hosts = match host.role {
        Role::Manager => cluster.hosts.iter().map(line).collect(),
        Role::Worker => known_to_worker(cluster, host).map(line).collect(),
    };
    Values::of(&HostsFile { hosts })
}

fn cluster_tsv(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    let table = match host.role {
        Role::Manager => planner.table.clone(),
        Role::Worker => table::write(known_to_worker(planner.cluster, host)).into(),
    };
    plan.files.insert(table::ON_HOST.to_owned(), File::public(table));
}

/// The hosts in a worker's files: the managers and itself. Only managers talk to every host. With all hosts in every
/// file, the output would grow with the square of their number.
fn known_to_worker<'c>(cluster: &'c Cluster, worker: &'c Host) -> impl Iterator<Item = &'c Host> {
    cluster.managers().chain([worker])
}
