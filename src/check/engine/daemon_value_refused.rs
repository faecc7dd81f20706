//! A value of `daemon.json` that is not of the kind that its key takes.

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
        let message = format!("`{key}` in `daemon.json` takes {}; the engine does not start with another", kind.one());
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["docker", "daemon", key]), message)
                .label(format!("is not {}", kind.one()))
                .help(format!("Write `{key}` as {}.", kind.one())),
        );
    }
}
