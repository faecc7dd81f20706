//! A key of `daemon.json` that no known engine has.

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
    // A newer engine may have it, so this is a warning.
    let unknown = cluster.daemon.keys().filter(|key| Kind::of(key).is_none() && !is_extra(key));
    for key in unknown {
        let place = Place::Key(KeyPath::of(["docker", "daemon", key]));
        let message =
            format!("`{key}` is not a known key of `daemon.json`; the engine fails to start with an unknown key");
        report.push(
            Diagnostic::new(RULE.code, place, message)
                .label("unknown key")
                .help("Check the spelling in Docker's reference of `dockerd`; the names of lists are plural."),
        );
    }
}
