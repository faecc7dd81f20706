//! A Traefik without an active manager to run on.

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::{key_path::KeyPath, names::Availability},
};

pub(super) const RULE: Rule = Rule::new(code!("no-active-manager", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let is_active = cluster.managers().any(|host| host.availability == Availability::Active);
    let Some(first) = cluster.managers().next().filter(|_| cluster.traefik.is_some() && !is_active) else { return };
    report.push(
        Diagnostic::at(
            RULE.code,
            KeyPath::of(["traefik"]),
            "no manager is `active`, and Traefik runs only on active managers",
        )
        .also(first.origin.of("availability"), format!("host `{}` is not `active`", first.name))
        .help(
            "Set `availability = \"active\"` on a manager, or remove `[traefik]` and deploy your own stack with other constraints.",
        ),
    );
}
