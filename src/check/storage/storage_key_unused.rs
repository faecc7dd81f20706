//! A source or mount options beside a storage that the image mounts.

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Place, Report, code},
    model::cluster::Cluster,
    values::{key_path::KeyPath, names::StorageType},
};

pub(super) const RULE: Rule = Rule::new(code!("storage-key-unused", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let storage = &cluster.storage;
    if storage.kind != StorageType::Existing {
        return;
    }
    let source = "the hosts accept only a mount with exactly this source";
    let keys = [("source", !storage.source.is_empty(), source), ("options", !storage.options.is_empty(), "no effect")];
    for (key, _, label) in keys.into_iter().filter(|(_, is_set, _)| *is_set) {
        let message = format!("`{key}` is set, but with `type = \"existing\"` swarmgen mounts nothing");
        let finding = Diagnostic::new(RULE.code, Place::Key(KeyPath::of(["storage", key])), message).label(label);
        report.push(finding.help(format!("Remove `{key}`, or set the `type` of the share, such as `nfs`.")));
    }
}
