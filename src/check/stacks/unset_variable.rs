//! A variable without a value in a compose file.

use indexmap::IndexSet;

use crate::{
    check::{
        Rule,
        stacks::variables::{Dollar, dollars},
    },
    diagnostics::{Diagnostic, Report, code},
    formats::compose::{deployed, document},
    model::cluster::{Cluster, Stack},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("unset-variable", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (name, stack) in deployed(cluster) {
        for variable in unset(stack) {
            let message = format!(
                "the variable `{variable}` in the compose file of the stack `{name}` has no value; docker replaces it with an empty string"
            );
            let help =
                format!("Write its value or a default, `${{{variable}:-VALUE}}`; write `$$` for a literal dollar.");
            report.push(Diagnostic::at(RULE.code, KeyPath::of(["stacks", name, "compose"]), message).help(help));
        }
    }
}

/// The names of the variables, each once.
fn unset(stack: &Stack) -> IndexSet<String> {
    let name = |dollar| match dollar {
        Dollar::Unset(name) => Some(name),
        Dollar::Refused(_) => None,
    };
    dollars(&document(stack)).into_iter().filter_map(name).collect()
}
