//! A way to install the engine that an operating system does not support.
//! `docker.install` applies to all hosts. In a mixed cluster there is no warning about a system whose image includes the engine: it
//! has nothing to install.

use crate::{
    check::{
        Rule,
        grouping::{group, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::PackageManager,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("install-unavailable", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let Some(install) = cluster.install else { return };
    let has = |host: &Host| host.os.engine.packages.contains_key(&install);
    let mixed = cluster.hosts.iter().any(has);
    let expected = |host: &Host| mixed && host.os.package_manager == PackageManager::None;
    let without = cluster.hosts.iter().filter(|host| !has(host) && !expected(host));
    for (os, hosts) in group(without, |host| Some(host.os.name)) {
        let instead = hosts[0].install;
        let message = format!(
            "`{os}` does not support `install = \"{install}\"`; the default `{instead}` applies to {}",
            named(&hosts)
        );
        let ways: Vec<String> = hosts[0].os.engine.packages.keys().map(|way| format!("`{way}`")).collect();
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["docker", "install"]), message)
                .label(format!("`{os}` supports {}", ways.join(" and ")))
                .also(hosts[0].origin.of("os"), format!("host `{}`", hosts[0].name))
                .help("Remove `docker.install` to use the default of each system, or choose a value that every system supports."),
        );
    }
}
