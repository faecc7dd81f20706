//! A service that no host can run.

use serde_json::Value;

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    formats::compose::{deployed, services},
    model::cluster::{Cluster, Host},
    values::{key_path::KeyPath, names::Availability},
};

pub(super) const RULE: Rule = Rule::new(code!("unmatched-constraint", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (stack, own) in deployed(cluster) {
        for (service, settings) in services(own) {
            let constraints = constraints(&settings);
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
    let found = match key {
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
