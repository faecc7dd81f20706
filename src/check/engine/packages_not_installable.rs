//! Packages for a system that installs none.

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
        let message =
            format!("{} cannot install packages: the system of {} is an image", systems(&hosts), named(&hosts));
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label("cannot be installed")
                .also(hosts[0].origin.of("os"), format!("host `{}`", hosts[0].name))
                .help("Set `packages` for hosts of other systems alone, and run what is missing here as a container."),
        );
    }
}
