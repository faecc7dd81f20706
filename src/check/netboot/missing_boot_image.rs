//! Hosts that boot from the network, without a kernel or an initrd.

use crate::{
    check::{
        Rule,
        grouping::{group, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("missing-boot-image", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    if cluster.pxe.is_none() {
        return;
    }
    let booting = cluster.hosts.iter().filter(|host| host.mac.is_some());
    for ((os, missing), hosts) in group(booting, |host| Some((host.os.name, missing(host)))) {
        if missing.is_empty() {
            continue;
        }
        let keys = missing.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" and ");
        let message = format!("`[pxe]` lacks {keys} for `{os}`, the system of {}", named(&hosts));
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["pxe"]), message)
                .also(hosts[0].origin.of("mac"), format!("host `{}` boots from the network", hosts[0].name))
                .help(format!("Add {keys} to `[pxe.images.{os}]` or to the hosts' own `pxe`.")),
        );
    }
}

/// The keys that the host's boot script lacks.
fn missing(host: &Host) -> Vec<&'static str> {
    let netboot = &host.netboot;
    let needs_rootfs = host.os.netboot.as_ref().is_some_and(|os| os.rootfs.is_some());
    let needed = [
        ("kernel", netboot.kernel.is_none()),
        ("initrd", netboot.initrd.is_none()),
        ("rootfs", needs_rootfs && netboot.rootfs.is_none()),
    ];
    needed.into_iter().filter_map(|(key, missing)| missing.then_some(key)).collect()
}
