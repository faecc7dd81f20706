//! A label with the name of a key of placement constraints, such as `node.role`. Such a constraint does not read the label.

use crate::{
    check::{
        Rule,
        grouping::{about, by_name, group, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("label-is-constraint", Warning), run);

/// The keys that Docker's constraints read, besides labels.
const KEYS: [&str; 7] =
    ["engine.labels", "node.hostname", "node.id", "node.ip", "node.labels", "node.platform", "node.role"];

fn run(cluster: &Cluster, report: &mut Report) {
    for (key, hosts) in group(&cluster.hosts, constraints) {
        let message = format!(
            "the label `{key}` of {} has the name of a constraint; services match it only as `node.labels.{key}`",
            named(&hosts)
        );
        report.push(by_name(about(RULE.code, &hosts, &["labels", key], message)).help(fix(key)));
    }
}

fn constraints(host: &Host) -> impl Iterator<Item = &str> {
    host.labels.keys().map(String::as_str).filter(|key| key.contains('.') && is_constraint(key))
}

/// Docker compares the keys without regard to case.
fn is_constraint(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    KEYS.iter().any(|key| label.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

fn fix(label: &str) -> String {
    let mut parts = label.splitn(3, '.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("node"), Some("labels"), Some(name)) => {
            format!("Name the label `{name}`: the constraint is `node.labels.{name}`.")
        }
        (_, Some("labels"), Some(name)) => {
            format!(
                "Name the label `{name}` for `node.labels.{name}`, or set `labels` in `docker.daemon` for `{label}`."
            )
        }
        (_, Some("role"), _) => "Set `role` of the host instead of a label.".to_owned(),
        _ => "Remove the label: Docker knows this value of a node itself.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{fix, is_constraint};

    #[test]
    fn a_constraint_key_is_not_a_name_for_a_label() {
        for label in ["node.role", "node.labels.zone", "engine.labels.disk", "Node.Platform.OS", "node.hostname"] {
            assert!(is_constraint(label), "{label}");
        }
        for label in ["zone", "role", "node", "node.rolex", "com.example.node.role"] {
            assert!(!is_constraint(label), "{label}");
        }
        assert!(fix("node.labels.com.example").contains("`com.example`"));
    }
}
