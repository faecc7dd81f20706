//! A network, config or secret that a stack expects to exist, and that nothing in the inventory creates.

use std::collections::BTreeSet;

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    formats::compose::{created_networks, deployed, document, external},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("external-missing", Warning), run);

/// Networks that every engine has.
const OF_DOCKER: [&str; 5] = ["bridge", "docker_gwbridge", "host", "ingress", "none"];

fn run(cluster: &Cluster, report: &mut Report) {
    let created = created(cluster);
    for (stack, own) in deployed(cluster) {
        let document = document(own);
        for (table, kind) in [("networks", "network"), ("configs", "config"), ("secrets", "secret")] {
            for name in external(&document, table).iter().filter(|name| !name.contains('$')) {
                let is_there = match table {
                    "networks" => created.contains(name),
                    "secrets" => own.secrets.contains_key(name),
                    _ => false,
                };
                if !is_there {
                    report.push(finding(stack, kind, name));
                }
            }
        }
    }
}

/// The names of the networks that the leader or Docker creates.
fn created(cluster: &Cluster) -> BTreeSet<String> {
    let mut created: BTreeSet<_> = cluster.networks.keys().cloned().collect();
    created.extend(OF_DOCKER.map(str::to_owned));
    created.extend(cluster.traefik.iter().map(|traefik| traefik.network.clone()));
    created.extend(cluster.mirror.iter().map(|mirror| mirror.network.clone()));
    created.extend(deployed(cluster).flat_map(|(name, stack)| created_networks(name, &document(stack))));
    created
}

fn finding(stack: &str, kind: &str, name: &str) -> Diagnostic {
    let message =
        format!("the stack `{stack}` expects the {kind} `{name}` to exist, and nothing in the inventory creates it");
    let help = match kind {
        "network" => format!("Add `[networks.{name}]`; ignore this if you create it by hand."),
        "secret" => format!("Set `secrets.{name}` in `[stacks.{stack}]`; ignore this if you create it by hand."),
        _ => "Add its file to the stack, `file: ./FILE` in the compose file; ignore this if you create it by hand."
            .to_owned(),
    };
    let finding = Diagnostic::at(RULE.code, KeyPath::of(["stacks", stack, "compose"]), message);
    finding.label("Docker deploys nothing until it exists").help(help)
}
