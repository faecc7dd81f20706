//! [`Inventory`] to [`Cluster`]: settings inherited, defaults filled in, text turned into values of their own type.

mod cluster;
mod host;
mod layers;
mod unrendered;
mod values;

use std::collections::BTreeMap;

use crate::{
    cluster::Cluster,
    diagnostic::{Diagnostic, Report},
    inventory::Inventory,
    key_path::KeyPath,
    secret::{Secret, SecretRef},
};

pub use layers::secret_refs;

/// The values of the secrets that the inventory refers to.
pub type Secrets = BTreeMap<SecretRef, Secret>;

/// Resolves the inventory. There is a cluster exactly if the report has no errors.
///
/// A secret that `secrets` does not have is taken for empty: who reads the secrets reports what is missing.
pub fn resolve(inventory: &Inventory, secrets: &Secrets) -> (Option<Cluster>, Report) {
    let mut report = Report::default();
    if inventory.hosts.is_empty() {
        report.push(no_hosts());
    }
    unrendered::warn(inventory, &mut report);
    let hosts = host::resolve_all(inventory, secrets, &mut report);
    let cluster = cluster::resolve(inventory, hosts, secrets, &mut report);
    (cluster.filter(|_| !report.has_errors()), report)
}

fn no_hosts() -> Diagnostic {
    Diagnostic::error("no-hosts", KeyPath::of(["hosts"]), "the inventory has no hosts")
        .help("Add a table `[hosts.NAME]` with an `address` for each host.")
}
