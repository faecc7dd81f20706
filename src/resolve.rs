//! [`Inventory`] to [`Cluster`]: inherits settings, fills in defaults, and parses text into typed values.

mod cluster;
mod daemon;
mod hints;
mod host;
mod layers;
mod mirror;
mod netboot;
mod network;
mod networks;
mod secrets;
mod shell;
mod stacks;
mod storage;
mod swarm;
mod values;

use crate::{
    diagnostics::{Diagnostic, Report, codes},
    model::{cluster::Cluster, inventory::Inventory, material::Material},
    values::key_path::KeyPath,
};

pub use secrets::limits as secret_limits;
pub use stacks::files as stack_files;

/// Resolves the inventory. There is a cluster exactly if the report has no errors.
/// A value that `material` lacks counts as empty: the reader of `material` has already reported it.
pub fn resolve(inventory: &Inventory, material: &Material) -> (Option<Cluster>, Report) {
    let mut report = Report::default();
    if inventory.hosts.is_empty() {
        report.push(no_hosts());
    }
    let pxe = inventory.pxe.as_ref().and_then(|table| netboot::pxe(table, &mut report));
    let hosts = host::resolve_all(inventory, pxe.as_ref(), material, &mut report);
    let cluster = cluster::resolve(inventory, pxe, hosts, material, &mut report);
    (cluster.filter(|_| !report.has_errors()), report)
}

fn no_hosts() -> Diagnostic {
    Diagnostic::at(codes::NO_HOSTS, KeyPath::of(["hosts"]), "the inventory has no hosts")
        .help("Add a table `[hosts.NAME]` with an `address` for each host.")
}
