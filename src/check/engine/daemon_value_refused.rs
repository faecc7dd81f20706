//! A value of `daemon.json` with the wrong kind for its key.

use crate::{
    check::{Rule, engine::daemon_keys::Kind},
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("daemon-value-refused", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (key, value) in &cluster.daemon {
        let Some(kind) = Kind::of(key).filter(|kind| !kind.takes(value)) else { continue };
        let message = format!("`{key}` in `daemon.json` must be {}; the engine fails to start otherwise", kind.one());
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["docker", "daemon", key]), message)
                .label(format!("expected {}", kind.one()))
                .help(format!("Set `{key}` to {}.", kind.one())),
        );
    }
}
