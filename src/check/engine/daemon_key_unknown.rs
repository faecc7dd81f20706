//! A key of `daemon.json` that no engine is known to have.

use crate::{
    check::{
        Rule,
        engine::{daemon_key_refused::is_extra, daemon_keys::Kind},
    },
    diagnostics::{Diagnostic, Place, Report, code},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("daemon-key-unknown", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    // A newer engine may have it.
    let unknown = cluster.daemon.keys().filter(|key| Kind::of(key).is_none() && !is_extra(key));
    for key in unknown {
        let place = Place::Key(KeyPath::of(["docker", "daemon", key]));
        let message =
            format!("`{key}` is not a known key of `daemon.json`, and the engine does not start with an unknown one");
        report.push(
            Diagnostic::new(RULE.code, place, message)
                .label("not a known key")
                .help("Compare the spelling with Docker's manual of `dockerd`; lists have their names in the plural."),
        );
    }
}
