//! A Traefik that does not know the options with which it is started.

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
        let message = format!("`{}` is a Traefik before 3, which does not know the provider `swarm`", traefik.image);
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["traefik", "image"]), message)
                .help("Use Traefik 3; for an older one remove `[traefik]` and deploy a stack of your own."),
        );
    }
}
