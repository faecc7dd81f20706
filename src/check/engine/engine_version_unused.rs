//! A version of the engine for hosts whose image includes the engine.

use crate::{
    check::{
        Rule,
        grouping::{named, systems},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::Engine,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("engine-version-unused", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let hosts: Vec<&Host> = cluster.hosts.iter().filter(|host| !installs_engine(host)).collect();
    if cluster.engine_version.is_none() || hosts.is_empty() {
        return;
    }
    let message =
        format!("`version` has no effect on {}: the image of {} includes the engine", named(&hosts), systems(&hosts));
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["docker", "version"]), message)
            .help("Choose an image with this engine version, and remove `version` if no host installs an engine."),
    );
}

fn installs_engine(host: &Host) -> bool {
    host.os.engine.packages_of(host.install).any(Engine::has_version)
}
