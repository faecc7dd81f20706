//! The user's own stack with the name of a stack that swarmgen deploys.

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Place, Report, code},
    model::cluster::Cluster,
    values::{key_path::KeyPath, names::CleanupMethod},
};

pub(super) const RULE: Rule = Rule::new(code!("stack-name-taken", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let own = [
        ("cleanup", "cleanup", cluster.cleanup.method == CleanupMethod::Stack),
        ("registry", "mirror", cluster.mirror.is_some()),
        ("traefik", "traefik", cluster.traefik.is_some()),
    ];
    for (name, table, _) in own.iter().filter(|(name, _, deployed)| *deployed && cluster.stacks.contains_key(*name)) {
        let place = Place::Key(KeyPath::of(["stacks", name]));
        let message = format!("the stack name `{name}` is reserved: `[{table}]` deploys a stack with this name");
        report.push(
            Diagnostic::new(RULE.code, place, message)
                .also(KeyPath::of([table]), "deploys the stack")
                .help("Give your stack another name."),
        );
    }
}
