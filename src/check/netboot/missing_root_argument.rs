//! A network boot without the location of the root file system.

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

/// The arguments that give the location to a kernel, or to the initrd of a live system.
const TELLING: [&str; 4] = ["root=", "boot=", "url=", "inst.repo="];

fn run(cluster: &Cluster, report: &mut Report) {
    // Images for Ignition find their own root.
    let lost = |host: &Host| host.mac.is_some() && host.os.target == Target::CloudInit && !says_where(host);
    let hosts = cluster.hosts.iter().filter(|host| cluster.pxe.is_some() && lost(host));
    for (place, hosts) in group(hosts, |host| Some(booted(host, "arguments"))) {
        let message = format!("no kernel argument of {} names the root file system, such as `root=`", named(&hosts));
        report.push(Diagnostic::at(RULE.code, place, message).help(
            "Add `arguments = [\"root=LABEL=…\"]`, or the argument that the image's manual gives for network boot.",
        ));
    }
}

fn says_where(host: &Host) -> bool {
    let arguments = host.netboot.arguments.iter().map(ToString::to_string);
    arguments.into_iter().any(|argument| TELLING.iter().any(|telling| argument.starts_with(telling)))
}
