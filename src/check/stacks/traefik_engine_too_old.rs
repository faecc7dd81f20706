//! A Traefik whose stack the engine of a manager cannot read.

use crate::{
    check::{
        Rule,
        grouping::{named, systems},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::Version,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("traefik-engine-too-old", Error), run);

/// The first engine that reads version 3.2 of the format, which has ports of the host.
const FIRST: Version = Version(17, 4);

fn run(cluster: &Cluster, report: &mut Report) {
    let old: Vec<&Host> = cluster.managers().filter(|host| host.os.engine.version < FIRST).collect();
    if cluster.traefik.is_none() || old.is_empty() {
        return;
    }
    let (systems, version) = (systems(&old), old[0].os.engine.version);
    let message = format!("the stack of Traefik requires engine 17.04 or newer; {systems} has engine {version}");
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["traefik"]), message)
            .label(format!("{} cannot deploy it", named(&old)))
            .also(old[0].origin.of("os"), format!("host `{}`", old[0].name))
            .help("Choose another `os` for the managers, or remove `[traefik]` and deploy your own stack."),
    );
}
