//! A way to install the engine that an operating system does not have.
//!
//! `docker.install` holds for all hosts. A system whose image brings the engine has nothing to install, so that in a mixed
//! cluster it goes its own way without a word.

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
        let message =
            format!("`{os}` has no engine to install as `{install}`; {} will have `{instead}`", named(&hosts));
        let ways: Vec<String> = hosts[0].os.engine.packages.keys().map(|way| format!("`{way}`")).collect();
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["docker", "install"]), message)
                .label(format!("`{os}` has {}", ways.join(" and ")))
                .also(hosts[0].origin.of("os"), format!("host `{}`", hosts[0].name))
                .help("Remove `docker.install`, so that each system takes its own way, or choose one that all have."),
        );
    }
}
