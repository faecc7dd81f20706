//! An image without a version.

use serde_json::Value;

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    formats::compose::{deployed, services},
    model::cluster::{Cluster, Stack},
    values::{image::is_pinned, key_path::KeyPath, names::CleanupMethod},
};

pub(super) const RULE: Rule = Rule::new(code!("image-without-tag", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let mirror = cluster.mirror.as_ref().map(|mirror| ("mirror", mirror.image.as_str()));
    let traefik = cluster.traefik.as_ref().map(|traefik| ("traefik", traefik.image.as_str()));
    let cleanup =
        (cluster.cleanup.method == CleanupMethod::Stack).then_some(("cleanup", cluster.cleanup.image.as_str()));
    for (table, image) in mirror.into_iter().chain(traefik).chain(cleanup).filter(|(_, image)| !is_pinned(image)) {
        let message = format!("the image `{image}` has no tag; Docker pulls `latest`");
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of([table, "image"]), message)
                .label("no tag")
                .help(format!("Add the version that you want, such as `{image}:3`.")),
        );
    }
    for (name, stack) in deployed(cluster) {
        for (service, image) in images(stack).iter().filter(|(_, image)| !is_pinned(image)) {
            let message = format!(
                "the image `{image}` of the service `{service}` in the stack `{name}` has no tag; Docker pulls `latest`"
            );
            report.push(
                Diagnostic::at(RULE.code, KeyPath::of(["stacks", name, "compose"]), message)
                    .label("no tag in this file")
                    .help(format!("Add the version that you want, such as `{image}:3`.")),
            );
        }
    }
}

/// Each service of a stack with its image, without images whose name is a variable of unknown value.
fn images(stack: &Stack) -> Vec<(String, String)> {
    let image = |service: &Value| Some(service.get("image")?.as_str()?.to_owned());
    let images = services(stack).into_iter().filter_map(|(name, service)| Some((name, image(&service)?)));
    images.filter(|(_, image)| !image.is_empty() && !image.contains('$')).collect()
}
