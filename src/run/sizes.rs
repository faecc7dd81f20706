//! Whether each host's configuration is small enough for the platform that it is handed to. It takes the emitted bytes, so
//! it is the one check that comes after the emitters.

use crate::{
    cluster::{Cluster, Host},
    diagnostic::{Diagnostic, Report},
    emit::emit,
    planner::Planner,
    platform::Limit,
};

/// Reports every host whose configuration its platform would refuse.
pub(super) fn check(cluster: &Cluster) -> Report {
    let mut report = Report::default();
    // A planner does the work that all hosts share, which is for nothing where no host names its platform.
    if cluster.hosts.iter().all(|host| host.platform.is_none()) {
        return report;
    }
    let planner = Planner::new(cluster);
    for host in &cluster.hosts {
        if let Some(diagnostic) = too_large(&planner, host) {
            report.push(diagnostic);
        }
    }
    report
}

fn too_large(planner: &Planner, host: &Host) -> Option<Diagnostic> {
    let platform = host.platform?;
    let limit = Limit::of(platform);
    let tree = emit(&planner.plan(host));
    let handed_over = |name: &str| name == "user-data" || name == "config.ign";
    let (_, artifact) = tree.iter().find(|(path, _)| handed_over(path.split().1))?;
    let size = limit.count(artifact.bytes.len());
    let encoded = if limit.base64 { " as base64" } else { "" };
    let Limit { bytes, .. } = limit;
    let message = format!("the configuration of `{}` has {size} bytes{encoded}; `{platform}` takes {bytes}", host.name);
    (size > bytes).then(|| {
        Diagnostic::error("user-data-too-large", host.origin.of("platform"), message)
            .help("Boot the host from a NoCloud seed or the Ignition file itself, and remove `platform`.")
    })
}
