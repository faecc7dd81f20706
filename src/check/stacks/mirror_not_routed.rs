//! A mirror that the swarm's own Traefik does not find.

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::{key_path::KeyPath, names::MirrorVia},
};

pub(super) const RULE: Rule = Rule::new(code!("mirror-not-routed", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let (Some(mirror), Some(traefik)) = (&cluster.mirror, &cluster.traefik) else { return };
    if mirror.via != MirrorVia::Traefik {
        return;
    }
    // Labels for version 2 do for version 3 as well: the network, of which it has another label, it has from its command line.
    if mirror.traefik_version == 1 {
        let message =
            "the mirror has labels for Traefik 1, and `[traefik]` deploys Traefik 3, which reads none of them";
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["mirror", "traefik_version"]), message)
                .also(KeyPath::of(["traefik"]), "deploys Traefik 3")
                .help("Remove `traefik_version`, or `[traefik]` where the swarm has a Traefik 1."),
        );
    }
    if mirror.network != traefik.network {
        let message = format!(
            "the mirror is in the network `{}` and Traefik in `{}`, so that it cannot reach the mirror",
            mirror.network, traefik.network
        );
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["mirror", "network"]), message)
                .also(KeyPath::of(["traefik", "network"]), "Traefik's network")
                .help("Set `network` in one of the two tables only: the other takes it from there."),
        );
    }
    if let Some(resolver) = mirror.certresolver.as_ref().filter(|resolver| **resolver != traefik.certresolver) {
        let message = format!(
            "the mirror asks for certificates of `{resolver}`, and the only resolver of Traefik's is `{}`",
            traefik.certresolver
        );
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["mirror", "certresolver"]), message)
                .also(KeyPath::of(["traefik"]), "deploys Traefik with one resolver")
                .help("Remove `certresolver` from `[mirror]`, or name it in `[traefik]`."),
        );
    }
}
