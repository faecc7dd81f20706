//! A kernel or initrd that most boot loaders cannot fetch.

use crate::{
    check::{
        Rule,
        grouping::{booted, group, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::{key_path::KeyPath, netboot::Url},
};

pub(super) const RULE: Rule = Rule::new(code!("boot-over-https", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    if cluster.pxe.is_none() {
        return;
    }
    let booting = cluster.hosts.iter().filter(|host| host.mac.is_some());
    for ((url, at), hosts) in group(booting, over_https) {
        let message = format!(
            "the boot loader of {} must fetch `{url}`, and many boot loaders do not support HTTPS",
            named(&hosts)
        );
        report.push(
            Diagnostic::at(RULE.code, at, message).help(
                "Serve the file over HTTP, or make sure that the boot loader supports HTTPS and trusts the server.",
            ),
        );
    }
}

/// The first such URL and its place in the inventory. The live system's root file system and the host's files do not count: Linux
/// fetches them.
fn over_https(host: &Host) -> Option<(Url, KeyPath)> {
    let urls = [("kernel", &host.netboot.kernel), ("initrd", &host.netboot.initrd)];
    let mut urls = urls.into_iter().filter_map(|(key, url)| Some((url.clone()?, booted(host, key))));
    urls.find(|(url, _)| url.is_https())
}
