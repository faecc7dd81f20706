//! A Traefik that is too old for the options of its command line.

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::{image::major, key_path::KeyPath},
};

pub(super) const RULE: Rule = Rule::new(code!("traefik-too-old", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let Some(traefik) = &cluster.traefik else { return };
    if major(&traefik.image).is_some_and(|major| major < 3) {
        let message = format!("`{}` is older than Traefik 3 and does not have the provider `swarm`", traefik.image);
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["traefik", "image"]), message)
                .help("Use Traefik 3, or remove `[traefik]` and deploy an older version in your own stack."),
        );
    }
}
