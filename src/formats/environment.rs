//! The environments of services, and the files from which services read them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::compose::{beside, one_or_more};
use crate::model::cluster::Stack;

/// The paths beside the compose file from which a service reads its environment.
fn files_of(service: &Value) -> Vec<String> {
    let named = service.get("env_file").into_iter().flat_map(one_or_more);
    named.filter_map(Value::as_str).map(beside).collect()
}

/// The paths beside the compose file from which its services read their environment.
pub fn files(document: &Map<String, Value>) -> BTreeSet<String> {
    let services = document.get("services").and_then(Value::as_object).into_iter().flat_map(Map::values);
    services.flat_map(files_of).collect()
}

/// Moves the names without a value from these files to the services, where the variables of the stack give the value.
pub fn add_bare_names(document: &mut Map<String, Value>, stack: &Stack) {
    for service in services(document) {
        let texts: Vec<_> = files_of(service).iter().filter_map(|path| stack.files.get(path)).collect();
        for name in texts.into_iter().flat_map(|text| bare_names(text)) {
            add(service, name, None);
        }
    }
}

/// Adds the secrets that were in these files to the services, as references to the environment of the leader.
pub fn add_secrets(document: &mut Map<String, Value>, stack: &Stack) {
    for service in services(document) {
        // A later file overrides an earlier one.
        for secrets in files_of(service).iter().rev().filter_map(|path| stack.env_secrets.get(path)) {
            for (name, private) in secrets {
                add(service, name, Some(private.text()));
            }
        }
    }
}

fn services(document: &mut Map<String, Value>) -> impl Iterator<Item = &mut Value> {
    let services = document.get_mut("services").and_then(Value::as_object_mut).into_iter().flatten();
    services.map(|(_, service)| service).filter(|service| service.is_object())
}

/// Docker reads a line without `=` as the name of a variable of its own environment.
fn bare_names(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#') && !line.contains('='))
}

/// Adds an entry that the service does not have. Its own `environment` overrides its files.
fn add(service: &mut Value, name: &str, value: Option<String>) {
    let Some(service) = service.as_object_mut() else { return };
    let entries = service.entry("environment").or_insert_with(|| Value::Object(Map::new()));
    match entries {
        Value::Array(entries) => {
            let is_there = entries.iter().filter_map(Value::as_str).any(|it| it.split('=').next() == Some(name));
            let entry = value.map_or(name.to_owned(), |value| format!("{name}={value}"));
            entries.extend((!is_there).then_some(Value::String(entry)));
        }
        Value::Object(entries) => {
            entries.entry(name).or_insert(value.map_or(Value::Null, Value::String));
        }
        _ => {}
    }
}
