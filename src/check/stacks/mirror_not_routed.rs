//! A mirror that the Traefik of `[traefik]` cannot reach.

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
    // Version 3 reads the labels for version 2 too. Only the label for the network differs, and the command line sets the network.
    if mirror.traefik_version == 1 {
        let message = "the mirror has labels for Traefik 1, but `[traefik]` deploys Traefik 3, which ignores them";
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["mirror", "traefik_version"]), message)
                .also(KeyPath::of(["traefik"]), "deploys Traefik 3")
                .help("Remove `traefik_version`, or remove `[traefik]` if the swarm has its own Traefik 1."),
        );
    }
    if mirror.network != traefik.network {
        let message = format!(
            "the mirror is in the network `{}` but Traefik is in `{}`; Traefik cannot reach the mirror",
            mirror.network, traefik.network
        );
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["mirror", "network"]), message)
                .also(KeyPath::of(["traefik", "network"]), "Traefik's network")
                .help("Set `network` in only one of the two tables; the other table uses the same network."),
        );
    }
    if let Some(resolver) = mirror.certresolver.as_ref().filter(|resolver| **resolver != traefik.certresolver) {
        let message = format!(
            "the mirror uses the certificate resolver `{resolver}`, but Traefik defines only the resolver `{}`",
            traefik.certresolver
        );
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["mirror", "certresolver"]), message)
                .also(KeyPath::of(["traefik"]), "deploys this Traefik")
                .help("Remove `certresolver` from `[mirror]`, or set it in `[traefik]` too."),
        );
    }
}
