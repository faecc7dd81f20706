//! An installation disk for a system that cannot install itself.

use crate::{
    check::{
        Rule,
        grouping::{booted, group, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("install-device-unused", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let unused = cluster.hosts.iter().filter(|host| host.netboot.install_device.is_some() && !installs(host));
    for ((at, os), hosts) in group(unused, |host| Some((booted(host, "install_device"), host.os.name))) {
        let message = format!(
            "`{os}` cannot install itself from the network; `install_device` has no effect on {}",
            named(&hosts)
        );
        report.push(
            Diagnostic::at(RULE.code, at, message)
                .also(hosts[0].origin.of("os"), format!("host `{}`", hosts[0].name))
                .help("Write the system to the disk in another way, and boot from it or name it in `arguments` as `root=`."),
        );
    }
}

fn installs(host: &Host) -> bool {
    host.os.netboot.as_ref().is_some_and(|os| os.install.is_some())
}
