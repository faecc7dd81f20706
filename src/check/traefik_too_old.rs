//! A Traefik that does not know the options with which it is started.

use super::Rule;
use crate::{
    cluster::Cluster,
    diagnostic::{Diagnostic, Report},
    key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule { code: "traefik-too-old", run };

fn run(cluster: &Cluster, report: &mut Report) {
    let Some(traefik) = &cluster.traefik else { return };
    if major(&traefik.image).is_some_and(|major| major < 3) {
        let message = format!("`{}` is a Traefik before 3, which does not know the provider `swarm`", traefik.image);
        report.push(
            Diagnostic::error(RULE.code, KeyPath::of(["traefik", "image"]), message)
                .help("Use Traefik 3; for an older one remove `[traefik]` and deploy a stack of your own."),
        );
    }
}

/// The major version that the tag of an image says, if it says one.
fn major(image: &str) -> Option<u32> {
    let image = image.split_once('@').map_or(image, |(name, _)| name);
    let (_, tag) = image.rsplit_once('/').map_or(image, |(_, name)| name).split_once(':')?;
    let version = tag.strip_prefix('v').unwrap_or(tag);
    version.split(['.', '-']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_tag_may_say_the_version() {
        for (image, version) in [("traefik:v2.11", 2), ("host:5000/traefik:1.7-alpine", 1), ("traefik:v3@sha256:0", 3)]
        {
            assert_eq!(major(image), Some(version), "{image}");
        }
        for image in ["traefik", "host:5000/traefik", "traefik:latest", "traefik@sha256:0", "traefik:chevrotin"] {
            assert_eq!(major(image), None, "{image}");
        }
    }
}
