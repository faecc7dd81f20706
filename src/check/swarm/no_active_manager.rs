//! A Traefik that runs on managers, where none takes tasks.

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
            "Traefik runs on managers, and none of them takes tasks",
        )
        .also(first.origin.of("availability"), format!("host `{}` takes none", first.name))
        .help(
            "Leave a manager `active`; or remove `[traefik]`, and deploy a stack of your own with other constraints.",
        ),
    );
}
