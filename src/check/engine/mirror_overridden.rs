//! A mirror that is set up and then not used.
//!
//! `docker.daemon` wins over what swarmgen writes into `daemon.json`; that is what it is for. Only where this leaves a
//! whole table of the inventory without effect it is worth a word.

use serde_json::Value;

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("mirror-overridden", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let (Some(mirror), Some(mirrors)) = (&cluster.mirror, cluster.daemon.get("registry-mirrors")) else { return };
    let url = mirror.url();
    let same = |entry: &Value| entry.as_str().is_some_and(|entry| entry.trim_end_matches('/') == url);
    if mirrors.as_array().is_some_and(|entries| entries.iter().any(same)) {
        return;
    }
    let place = KeyPath::of(["docker", "daemon", "registry-mirrors"]);
    let message = format!("`registry-mirrors` does not list `{url}`, so that no engine uses the mirror of `[mirror]`");
    report.push(
        Diagnostic::at(RULE.code, place, message)
            .label("takes the place of swarmgen's own list")
            .also(KeyPath::of(["mirror"]), "this mirror is deployed all the same")
            .help(format!("Add `\"{url}\"` to the list, or remove the list or the table `[mirror]`.")),
    );
}
