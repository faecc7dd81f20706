//! Storage of a kind that an operating system cannot mount.

use crate::{
    check::{
        Rule,
        grouping::{group, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("storage-not-mountable", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let kind = cluster.storage.kind;
    let without = cluster.hosts.iter().filter(|host| !host.os.storage_packages.contains_key(&kind));
    for (os, hosts) in group(without, |host| Some(host.os.name)) {
        let message = format!("`{os}` on {} cannot mount `{kind}`", named(&hosts));
        let able: Vec<String> = hosts[0].os.storage_packages.keys().map(|kind| format!("`{kind}`")).collect();
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["storage", "type"]), message)
                .label(format!("`{os}` has no client for it"))
                .also(hosts[0].origin.of("os"), format!("host `{}`", hosts[0].name))
                .help(format!("Choose one of {}, or another `os`.", able.join(", "))),
        );
    }
}
