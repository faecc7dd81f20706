//! Packages for a system that cannot install packages.

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named, systems},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::PackageManager,
};

pub(super) const RULE: Rule = Rule::new(code!("packages-not-installable", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let fixed = |host: &&Host| !host.packages.is_empty() && host.os.package_manager == PackageManager::None;
    for (place, hosts) in at_each_place(cluster.hosts.iter().filter(fixed), &["packages"]) {
        let message = format!(
            "{} cannot install packages on {}: the system is a read-only image",
            systems(&hosts),
            named(&hosts)
        );
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label("cannot be installed")
                .also(hosts[0].origin.of("os"), format!("host `{}`", hosts[0].name))
                .help("Set `packages` only for hosts with other systems, and run these tools in a container."),
        );
    }
}
