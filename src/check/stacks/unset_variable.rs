//! A variable without a value in a compose file.

use std::collections::BTreeSet;

use crate::{
    check::{
        Rule,
        stacks::{clients::clients, variables::value},
    },
    diagnostics::{Diagnostic, Report, code},
    formats::compose::{self, Unset, Without, deployed},
    model::cluster::{Cluster, Stack},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("unset-variable", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let Some((client, _)) = clients(cluster).pop() else { return };
    for (name, stack) in deployed(cluster) {
        let text = stack.files.get("compose.yml").map(String::as_str).unwrap_or_default();
        let mut names = BTreeSet::new();
        for unset in compose::read(text, client, &|name| value(stack, name)).unset {
            if names.insert(unset.name.clone()) {
                report.push(finding(name, stack, &unset));
            }
        }
    }
}

fn finding(name: &str, stack: &Stack, unset: &Unset) -> Diagnostic {
    let Unset { at, name: variable, without } = unset;
    let place = format!("{}:{}:{}", stack.compose, at.line, at.column);
    let (what, help) = match without {
        Without::Empty => (
            format!("the variable `{variable}` has no value; docker replaces it with an empty string"),
            format!(
                "Set `{variable}` in `[stacks.{name}.variables]`, or write a default, `${{{variable}:-VALUE}}`; write `$$` for a literal dollar."
            ),
        ),
        Without::Dropped => (
            format!("docker cannot expand `{variable}`, and drops it"),
            "Write `$$` for a literal dollar, and `${NAME:-default}` for a variable.".to_owned(),
        ),
        Without::LeftOut(service) => (
            format!("the variable `{variable}` has no value; docker leaves it out of the service `{service}`"),
            format!("Set `{variable}` in `[stacks.{name}.variables]`, or write the value, `{variable}=VALUE`."),
        ),
    };
    let message = format!("{what} (stack `{name}`, {place})");
    Diagnostic::at(RULE.code, KeyPath::of(["stacks", name, "compose"]), message).help(help)
}
