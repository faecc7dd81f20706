//! A variable without a value in a compose file.

use indexmap::IndexSet;

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    formats::{
        compose::{deployed, expanded},
        variables::Dollar,
    },
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("unset-variable", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (name, stack) in deployed(cluster) {
        // Each variable once.
        let found: IndexSet<_> = expanded(stack).1.iter().filter_map(|dollar| finding(name, dollar)).collect();
        for (message, help) in found {
            report.push(Diagnostic::at(RULE.code, KeyPath::of(["stacks", name, "compose"]), message).help(help));
        }
    }
}

/// The message and the fix.
fn finding(stack: &str, dollar: &Dollar) -> Option<(String, String)> {
    let message = |kind, name, effect| {
        format!("the {kind} `{name}` in the compose file of the stack `{stack}` has no value; {effect}")
    };
    match dollar {
        Dollar::Unset(name) => {
            let help = format!(
                "Set `{name}` in `[stacks.{stack}.variables]`, or write a default, `${{{name}:-VALUE}}`; write `$$` for a literal dollar."
            );
            Some((message("variable", name, "docker replaces it with an empty string"), help))
        }
        Dollar::Passed(name) => {
            let help = format!("Set `{name}` in `[stacks.{stack}.variables]`, or write the value, `{name}=VALUE`.");
            Some((message("environment variable", name, "the container starts without it"), help))
        }
        Dollar::Required(_) | Dollar::Refused(_) => None,
    }
}
