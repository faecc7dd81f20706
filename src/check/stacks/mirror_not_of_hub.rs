//! A mirror of a registry other than Docker Hub.

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("mirror-not-of-hub", Error), run);

/// Public registries with their own images. Any other registry may serve Docker Hub's images.
const OTHERS: [&str; 7] =
    ["gcr.io", "ghcr.io", "mcr.microsoft.com", "public.ecr.aws", "quay.io", "registry.gitlab.com", "registry.k8s.io"];

fn run(cluster: &Cluster, report: &mut Report) {
    let Some(mirror) = &cluster.mirror else { return };
    let Some((_, rest)) = mirror.upstream.split_once("://") else { return };
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    if !OTHERS.contains(&host) {
        return;
    }
    let message = format!("the mirror serves `{host}`, but engines use mirrors only for Docker Hub");
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["mirror", "upstream"]), message)
            .help("Remove `upstream` to mirror Docker Hub."),
    );
}
