//! A network boot that does not say where the system is.

use crate::{
    check::{
        Rule,
        grouping::{booted, group, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::Target,
};

pub(super) const RULE: Rule = Rule::new(code!("missing-root-argument", Warning), run);

/// What a kernel, or the initrd of a live system, is told by.
const TELLING: [&str; 4] = ["root=", "boot=", "url=", "inst.repo="];

fn run(cluster: &Cluster, report: &mut Report) {
    // Images for Ignition find their own root.
    let lost = |host: &Host| host.mac.is_some() && host.os.target == Target::CloudInit && !says_where(host);
    let hosts = cluster.hosts.iter().filter(|host| cluster.pxe.is_some() && lost(host));
    for (place, hosts) in group(hosts, |host| Some(booted(host, "arguments"))) {
        let message = format!("no kernel argument says where the system of {} is, such as `root=`", named(&hosts));
        report
            .push(Diagnostic::at(RULE.code, place, message).help(
                "Add `arguments = [\"root=LABEL=…\"]`, or what the image's own manual says of its network boot.",
            ));
    }
}

fn says_where(host: &Host) -> bool {
    let arguments = host.netboot.arguments.iter().map(ToString::to_string);
    arguments.into_iter().any(|argument| TELLING.iter().any(|telling| argument.starts_with(telling)))
}
