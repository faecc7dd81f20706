//! References of a compose file to missing things: networks and other tables, files, and folders beside it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    formats::compose::{binds, one_or_more},
    model::cluster::Stack,
};

/// A volume from a folder beside the compose file. On a host, swarmgen's folder there contains only the stack's files.
pub(super) fn relative_folder(document: &Map<String, Value>, stack: &Stack) -> Option<String> {
    let services = document.get("services").and_then(Value::as_object)?;
    services.iter().find_map(|(service, settings)| {
        let mut relative =
            binds(settings).map(|bind| bind.source).filter(|source| !source.starts_with('/') && !source.contains('$'));
        let lost = relative.find(|source| !is_beside(source, stack))?;
        Some(format!(
            "the service `{service}` mounts `{lost}`, which does not exist on the hosts; use an \
 absolute path, such as one on the share"
        ))
    })
}

fn is_beside(source: &str, stack: &Stack) -> bool {
    let path = source.strip_prefix("./").unwrap_or(source).trim_end_matches('/');
    let mut rests = stack.files.keys().filter_map(|file| file.strip_prefix(path));
    path.is_empty() || path == "." || rests.any(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A service that uses a network, config, secret or volume that the file does not define.
pub(super) fn undefined(document: &Map<String, Value>) -> Option<String> {
    let services = document.get("services").and_then(Value::as_object)?;
    services.iter().find_map(|(service, settings)| {
        ["networks", "configs", "secrets", "volumes"].iter().find_map(|table| {
            let defined = |name: &&str| document.get(*table).is_some_and(|table| table.get(name).is_some());
            let names = settings.get(*table).map(|used| names(table, used)).unwrap_or_default();
            // The value of a variable is unknown, and a stack has a network `default`.
            let own = |name: &&str| name.contains('$') || (*table == "networks" && *name == "default");
            let name = names.into_iter().find(|name| !own(name) && !defined(name))?;
            Some(format!("the service `{service}` uses `{name}`, which `{table}` does not define"))
        })
    })
}

/// The names in a service's list or table; of volumes only names, not paths.
fn names<'v>(table: &str, used: &'v Value) -> Vec<&'v str> {
    match used {
        Value::Object(used) => used.keys().map(String::as_str).collect(),
        Value::Array(used) if table == "volumes" => used.iter().filter_map(volume).collect(),
        Value::Array(used) => used.iter().filter_map(|it| it.as_str().or_else(|| it.get("source")?.as_str())).collect(),
        _ => Vec::new(),
    }
}

fn volume(used: &Value) -> Option<&str> {
    let name = match used {
        Value::String(short) => short.split_once(':')?.0,
        long if long.get("type").is_some_and(|kind| kind == "volume") => long.get("source")?.as_str()?,
        _ => return None,
    };
    (!name.starts_with(['/', '.', '~'])).then_some(name)
}

/// A file that the compose file reads, but that is not beside it on the host.
pub(super) fn missing_file(document: &Map<String, Value>, stack: &Stack) -> Option<String> {
    let of_tables = ["configs", "secrets"].into_iter().filter_map(|table| document.get(table)?.as_object());
    let files = of_tables.flat_map(Map::values).filter_map(|entry| entry.get("file"));
    let services = document.get("services").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let env_files = services.filter_map(|service| service.get("env_file"));
    let named = files.chain(env_files).flat_map(one_or_more).filter_map(Value::as_str);
    let is_there = |file: &str| stack.files.contains_key(file.trim_start_matches("./"));
    let missing = named.filter(|file| !file.starts_with('/') && !file.contains('$') && !is_there(file));
    let missing: BTreeSet<_> = missing.map(|file| format!("`{file}`")).collect();
    let (last, head) = missing.iter().collect::<Vec<_>>().split_last().map(|(last, head)| (*last, head.to_vec()))?;
    Some(match head.len() {
        0 => format!("it reads {last}, which is not in the stack's `files`"),
        _ => format!("it reads {} and {last}, which are not in the stack's `files`", join(&head)),
    })
}

fn join(names: &[&String]) -> String {
    names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
}

/// An `env_file` that docker cannot read.
pub(super) fn garbled_env_file(document: &Map<String, Value>, stack: &Stack) -> Option<String> {
    let services = document.get("services").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let mut named =
        services.filter_map(|service| service.get("env_file")).flat_map(one_or_more).filter_map(Value::as_str);
    named.find_map(|file| {
        let text = stack.files.get(file.trim_start_matches("./"))?;
        let (number, mistake) = text.lines().zip(1..).find_map(|(line, number)| Some((number, mistake(line)?)))?;
        Some(format!("docker cannot read line {number} of `{file}`: {mistake}"))
    })
}

/// The mistake in a line of an `env_file`, which is `NAME=VALUE`, a comment, or empty.
fn mistake(line: &str) -> Option<String> {
    let line = line.trim_start_matches('\u{feff}').trim_start();
    let name = line.split('=').next().filter(|_| !line.is_empty() && !line.starts_with('#'))?;
    match name {
        "" => Some("it has no name before the `=`".to_owned()),
        _ if name.contains([' ', '\t']) => Some(format!("the name `{name}` contains a space")),
        _ => None,
    }
}
