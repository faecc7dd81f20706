//! A mirror that swarmgen deploys but no engine uses.
//! `docker.daemon` overrides the settings that swarmgen writes to `daemon.json`; this is its purpose. Warn only if a whole table
//! of the inventory has no effect.

use serde_json::Value;

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("mirror-overridden", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let Some(mirror) = &cluster.mirror else { return };
    let url = mirror.url();
    let same = |entry: &Value| entry.as_str().is_some_and(|entry| entry.trim_end_matches('/') == url);
    let uses_it = |host: &&Host| {
        host.daemon.get("registry-mirrors").and_then(Value::as_array).is_some_and(|entries| entries.iter().any(same))
    };
    if cluster.hosts.iter().any(|host| uses_it(&host)) {
        return;
    }
    let Some(host) = cluster.hosts.first() else { return };
    let place = host.daemon_path(&KeyPath::of(["registry-mirrors"]));
    let message = format!("`registry-mirrors` does not list `{url}`; no engine uses the mirror of `[mirror]`");
    report.push(
        Diagnostic::at(RULE.code, place, message)
            .label("replaces swarmgen's own list")
            .also(KeyPath::of(["mirror"]), "swarmgen still deploys this mirror")
            .help(format!("Add `\"{url}\"` to the list, or remove either the list or the table `[mirror]`.")),
    );
}
