//! A `CephFS` whose mount has no key.

use crate::{
    check::{Rule, grouping::named},
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::{key_path::KeyPath, names::StorageType},
};

pub(super) const RULE: Rule = Rule::new(code!("cephfs-without-key", Warning), run);

/// The folder where mount.ceph(8) looks for a keyring.
const KEYRINGS: &str = "/etc/ceph/";

fn run(cluster: &Cluster, report: &mut Report) {
    let storage = &cluster.storage;
    if storage.kind != StorageType::Cephfs || storage.options.iter().flat_map(|text| text.split(',')).any(is_key) {
        return;
    }
    let without = |host: &&Host| !host.files.keys().any(|path| path.starts_with(KEYRINGS));
    let hosts: Vec<&Host> = cluster.hosts.iter().filter(without).collect();
    if hosts.is_empty() {
        return;
    }
    let message = format!(
        "no mount option names the key of CephFS, and the files of {} have no keyring in `{KEYRINGS}`",
        named(&hosts)
    );
    let help =
        "Add `secretfile=/etc/ceph/swarm.secret` to `storage.options`, and write that file with a `secret` in `files`.";
    report.push(Diagnostic::at(RULE.code, KeyPath::of(["storage", "options"]), message).help(help));
}

fn is_key(option: &str) -> bool {
    ["secret=", "secretfile=", "keyring="].iter().any(|name| option.starts_with(name))
}
