//! A key of `daemon.json` that a host's engine may be too old for.

use crate::{
    check::{
        Rule,
        engine::daemon_keys::NEWER,
        grouping::{named, systems},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::{PackageManager, Version},
    values::{key_path::KeyPath, names::Install},
};

pub(super) const RULE: Rule = Rule::new(code!("daemon-key-too-new", Warning), run);

/// The engine that has none of [`NEWER`].
const OLD: Version = Version(26, 1);

fn run(cluster: &Cluster, report: &mut Report) {
    let old: Vec<&Host> = cluster.hosts.iter().filter(|host| may_be_old(host)).collect();
    let Some(first) = old.first() else { return };
    for key in cluster.daemon.keys().filter(|key| NEWER.contains(&key.as_str())) {
        let message = format!("`{key}` in `daemon.json` wants a newer engine than {OLD}, or it does not start");
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["docker", "daemon", key]), message)
                .label(format!("{} may have an older one", named(&old)))
                .also(first.origin.of("os"), format!("{} came with {}", systems(&old), first.os.engine.version))
                .help("Set `install = \"docker-ce\"` in `[docker]` where the system has packages, or remove the key."),
        );
    }
}

/// Docker's own repository has the newest, and of an engine that is there already nothing is known.
fn may_be_old(host: &Host) -> bool {
    let is_its_own = host.install == Install::Distro || host.os.package_manager == PackageManager::None;
    is_its_own && host.os.engine.version <= OLD
}
