//! A service that no host can run.

use serde_json::Value;

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code, spelling::nearest},
    formats::compose::{deployed, services},
    model::cluster::{Cluster, Host},
    values::{key_path::KeyPath, names::Availability},
};

pub(super) const RULE: Rule = Rule::new(code!("unmatched-constraint", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (stack, own) in deployed(cluster) {
        for (service, settings) in services(own) {
            let constraints = constraints(&settings);
            if let Some(message) = constraints.iter().find_map(|text| unknown_key(text)) {
                let message = format!("{message} of the service `{service}` in the stack `{stack}`");
                let finding = Diagnostic::at(RULE.code, KeyPath::of(["stacks", stack, "compose"]), message);
                report.push(finding.label("the service waits for ever").help(KNOWN));
                continue;
            }
            if constraints.is_empty() || cluster.hosts.iter().any(|host| is_fit(cluster, host, &constraints)) {
                continue;
            }
            let all = constraints.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" and ");
            let message = format!("no active host satisfies {all} of the service `{service}` in the stack `{stack}`");
            let finding = Diagnostic::at(RULE.code, KeyPath::of(["stacks", stack, "compose"]), message);
            report.push(finding.label("the service waits for ever").help(fix(cluster, &constraints)));
        }
    }
}

const KNOWN: &str = "A swarm knows `node.id`, `node.hostname`, `node.role`, `node.ip`, `node.platform.os`, \
                     `node.platform.arch`, `node.labels.NAME` and `engine.labels.NAME`.";

/// The message about a constraint whose key the swarm does not know: no node matches it. As in the swarm, case does not count.
fn unknown_key(constraint: &str) -> Option<String> {
    const KEYS: [&str; 6] =
        ["node.id", "node.hostname", "node.ip", "node.role", "node.platform.os", "node.platform.arch"];
    let (key, ..) = parts(constraint)?;
    let lower = key.to_ascii_lowercase();
    let is_label =
        ["node.labels.", "engine.labels."].iter().any(|start| lower.len() > start.len() && lower.starts_with(start));
    if is_label || KEYS.contains(&lower.as_str()) {
        return None;
    }
    let meant = ["node", "engine"].iter().find_map(|of| lower.strip_prefix(&format!("{of}.label.")).map(|_| *of));
    let meant = meant.map(|of| format!("{of}.labels.{}", &key[of.len() + 7..]));
    let meant = meant.or_else(|| nearest(&lower, &KEYS).map(str::to_owned));
    let meant = meant.map(|name| format!(", only `{name}`")).unwrap_or_default();
    Some(format!("the swarm does not know the key `{key}`{meant}, in the constraint `{constraint}`"))
}

/// The constraints of a service, without those that contain a variable.
fn constraints(service: &Value) -> Vec<&str> {
    let listed = service.pointer("/deploy/placement/constraints").and_then(Value::as_array);
    listed.into_iter().flatten().filter_map(Value::as_str).filter(|text| !text.contains('$')).collect()
}

fn is_fit(cluster: &Cluster, host: &Host, constraints: &[&str]) -> bool {
    host.availability == Availability::Active && constraints.iter().all(|text| is_met(cluster, host, text))
}

/// Compares as the swarm does, and ignores case. Constraints on properties that only the engine knows count as met.
fn is_met(cluster: &Cluster, host: &Host, constraint: &str) -> bool {
    let Some((key, wanted, value)) = parts(constraint) else { return true };
    let found = match key.to_ascii_lowercase().as_str() {
        "node.hostname" => Some(cluster.fqdn(host)),
        "node.role" => Some(host.role.to_string()),
        _ => match key.strip_prefix("node.labels.") {
            Some(label) => host.labels.get(label).cloned(),
            None => return true,
        },
    };
    found.is_some_and(|found| found.eq_ignore_ascii_case(value)) == wanted
}

/// The key, whether it must equal the value, and the value.
fn parts(constraint: &str) -> Option<(&str, bool, &str)> {
    let of = |operator, wanted| constraint.split_once(operator).map(|(key, value)| (key.trim(), wanted, value.trim()));
    of("==", true).or_else(|| of("!=", false))
}

fn fix(cluster: &Cluster, constraints: &[&str]) -> String {
    let names = constraints.iter().filter_map(|text| parts(text)).filter(|(key, ..)| *key == "node.hostname");
    let mut hosts = names.filter_map(|(_, _, name)| cluster.hosts.iter().find(|host| host.name.as_str() == name));
    match hosts.next() {
        Some(host) => format!("Use the full name of the host: `{}`.", cluster.fqdn(host)),
        None => "Check the names, roles and labels of the hosts; ignore this for a node that joins by hand.".to_owned(),
    }
}
