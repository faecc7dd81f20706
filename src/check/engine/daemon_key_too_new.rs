//! A key of `daemon.json` that may require a newer engine than a host has.

use crate::{
    check::{Rule, engine::daemon_keys::NEWER, grouping::named},
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::{PackageManager, Version},
    values::{key_path::KeyPath, names::Install},
};

pub(super) const RULE: Rule = Rule::new(code!("daemon-key-too-new", Warning), run);

/// The newest engine without the keys in [`NEWER`].
const OLD: Version = Version(26, 1);

fn run(cluster: &Cluster, report: &mut Report) {
    let old: Vec<&Host> = cluster.hosts.iter().filter(|host| may_be_old(host)).collect();
    let Some(first) = old.first() else { return };
    for key in cluster.daemon.keys().filter(|key| NEWER.contains(&key.as_str())) {
        let message =
            format!("`{key}` in `daemon.json` requires an engine newer than {OLD}; an older engine fails to start");
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["docker", "daemon", key]), message)
                .label(format!("{} may have engine {OLD} or older", named(&old)))
                .also(first.origin.of("os"), format!("`{}` ships engine {}", first.os.name, first.os.engine.version))
                .help(
                    "Set `install = \"docker-ce\"` in `[docker]` if the system installs packages, or remove the key.",
                ),
        );
    }
}

/// Docker's own repository has the newest engine, and the version of an engine that is already installed is unknown.
fn may_be_old(host: &Host) -> bool {
    let is_its_own = host.install == Install::Distro || host.os.package_manager == PackageManager::None;
    is_its_own && host.os.engine.version <= OLD
}
