//! A stack of the user's own under a name that swarmgen deploys one of its own under.

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
        let message = format!("the name `{name}` is that of the stack that `[{table}]` deploys");
        report.push(
            Diagnostic::new(RULE.code, place, message)
                .also(KeyPath::of([table]), "deploys a stack of this name")
                .help("Give your stack another name."),
        );
    }
}
