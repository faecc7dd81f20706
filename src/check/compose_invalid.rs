//! A compose file that the swarm would refuse, as far as it can be seen without the engine.

use serde_json::{Map, Value};

use super::{
    Rule,
    compose_keys::{DEPLOY, SERVICE, TOP},
    variables::{Dollar, dollars},
};
use crate::{
    cluster::{Cluster, Stack},
    compose::{binds, deployed},
    diagnostic::{Diagnostic, Report},
    key_path::KeyPath,
    spelling::nearest,
    yaml,
};

pub(super) const RULE: Rule = Rule { code: "compose-invalid", run };

fn run(cluster: &Cluster, report: &mut Report) {
    for (name, stack) in deployed(cluster) {
        if let Some(fault) = fault(stack) {
            let message = format!("the compose file of the stack `{name}` cannot be deployed: {fault}");
            let help = "Try it with `docker stack config --compose-file FILE`.";
            report.push(Diagnostic::error(RULE.code, KeyPath::of(["stacks", name, "compose"]), message).help(help));
        }
    }
}

/// What is wrong with a stack's compose file; `None` when nothing is seen to be.
fn fault(stack: &Stack) -> Option<String> {
    let document: Map<String, Value> = match yaml::parse(stack.files.get("compose.yml")?) {
        Ok(document) => document,
        Err(error) => return Some(format!("it is not a YAML mapping ({error})")),
    };
    unknown_table(&document)
        .or_else(|| bare_version(&document))
        .or_else(|| without_image(&document))
        .or_else(|| unknown_key(&document))
        .or_else(|| conditional(&document))
        .or_else(|| garbled_constraint(&document))
        .or_else(|| relative_folder(&document, stack))
        .or_else(|| refused(&document))
        .or_else(|| undefined(&document))
        .or_else(|| missing_file(&document, stack))
}

fn unknown_table(document: &Map<String, Value>) -> Option<String> {
    let unknown = unknown(document, &TOP)?;
    Some(format!("`{unknown}` is none of `{}`", TOP.join("`, `")))
}

/// A key that is misspelt, or Compose's alone.
fn unknown_key(document: &Map<String, Value>) -> Option<String> {
    let services = document.get("services").and_then(Value::as_object)?;
    services.iter().find_map(|(service, settings)| {
        let deploy = settings.get("deploy").and_then(Value::as_object);
        let place = format!("the service `{service}`");
        let of_service = settings.as_object().and_then(|it| unknown_in(&place, it, &SERVICE));
        of_service.or_else(|| unknown_in(&format!("the `deploy` of {place}"), deploy?, &DEPLOY))
    })
}

fn unknown_in(place: &str, table: &Map<String, Value>, known: &[&str]) -> Option<String> {
    let key = unknown(table, known)?;
    let meant = nearest(key, known).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
    Some(format!("{place} has `{key}`, which a swarm does not take{meant}"))
}

fn unknown<'t>(table: &'t Map<String, Value>, known: &[&str]) -> Option<&'t str> {
    table.keys().map(String::as_str).find(|key| !known.contains(key) && !key.starts_with("x-"))
}

fn without_image(document: &Map<String, Value>) -> Option<String> {
    let Some(Value::Object(services)) = document.get("services") else {
        return Some("it has no `services`".to_owned());
    };
    if services.is_empty() {
        return Some("it has no services".to_owned());
    }
    let (service, _) = services.iter().find(|(_, service)| !service.get("image").is_some_and(Value::is_string))?;
    Some(format!("the service `{service}` has no `image`, and a swarm builds none"))
}

fn bare_version(document: &Map<String, Value>) -> Option<String> {
    let version = document.get("version").filter(|version| !version.is_string())?;
    Some(format!("`version: {version}` has to be a string, `'{version}'`, or to be left out"))
}

/// Compose itself takes conditions; a swarm starts all services at once.
fn conditional(document: &Map<String, Value>) -> Option<String> {
    let services = document.get("services").and_then(Value::as_object)?;
    let (service, _) = services.iter().find(|(_, it)| it.get("depends_on").is_some_and(Value::is_object))?;
    Some(format!("`depends_on` of the service `{service}` has to be a list, and a swarm does not wait for it"))
}

/// One without an operator, which only the swarm refuses.
fn garbled_constraint(document: &Map<String, Value>) -> Option<String> {
    let services = document.get("services").and_then(Value::as_object)?;
    services.iter().find_map(|(service, settings)| {
        let constraints = settings.pointer("/deploy/placement/constraints")?.as_array()?;
        let is_garbled = |text: &&str| !text.contains("==") && !text.contains("!=") && !text.contains('$');
        let constraint = constraints.iter().filter_map(Value::as_str).find(is_garbled)?;
        Some(format!("the constraint `{constraint}` of the service `{service}` has neither `==` nor `!=`"))
    })
}

/// A dollar with which docker deploys nothing.
fn refused(document: &Map<String, Value>) -> Option<String> {
    dollars(document).into_iter().find_map(|dollar| match dollar {
        Dollar::Refused(text) => Some(format!("nothing gives `{text}` a value; a dollar of its own is written `$$`")),
        Dollar::Unset(_) => None,
    })
}

/// What is mounted from beside the compose file. On a host that is a folder of swarmgen's own, with the stack's files alone in it.
fn relative_folder(document: &Map<String, Value>, stack: &Stack) -> Option<String> {
    let services = document.get("services").and_then(Value::as_object)?;
    services.iter().find_map(|(service, settings)| {
        let mut relative = binds(settings).filter(|source| !source.starts_with('/') && !source.contains('$'));
        let lost = relative.find(|source| !is_beside(source, stack))?;
        Some(format!("the service `{service}` mounts `{lost}`, which nobody makes; name an absolute path, such as one on the share"))
    })
}

fn is_beside(source: &str, stack: &Stack) -> bool {
    let path = source.strip_prefix("./").unwrap_or(source).trim_end_matches('/');
    let mut rests = stack.files.keys().filter_map(|file| file.strip_prefix(path));
    path.is_empty() || path == "." || rests.any(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A service that names what the file does not have.
fn undefined(document: &Map<String, Value>) -> Option<String> {
    let services = document.get("services").and_then(Value::as_object)?;
    services.iter().find_map(|(service, settings)| {
        ["networks", "configs", "secrets", "volumes"].iter().find_map(|table| {
            let defined = |name: &&str| document.get(*table).is_some_and(|table| table.get(name).is_some());
            let names = settings.get(*table).map(|used| names(table, used)).unwrap_or_default();
            // A variable's value is known to nobody here, and a stack has a network of its own.
            let own = |name: &&str| name.contains('$') || (*table == "networks" && *name == "default");
            let name = names.into_iter().find(|name| !own(name) && !defined(name))?;
            Some(format!("the service `{service}` uses `{name}`, which is not among the `{table}` of the file"))
        })
    })
}

/// The names that a service's list or table speaks of; of volumes those that are no paths.
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

/// A file that the compose file reads and that would not be beside it on the host.
fn missing_file(document: &Map<String, Value>, stack: &Stack) -> Option<String> {
    let of_tables = ["configs", "secrets"].into_iter().filter_map(|table| document.get(table)?.as_object());
    let files = of_tables.flat_map(Map::values).filter_map(|entry| entry.get("file"));
    let services = document.get("services").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let env_files = services.filter_map(|service| service.get("env_file"));
    let mut named = files.chain(env_files).flat_map(one_or_more).filter_map(Value::as_str);
    let is_there = |file: &str| stack.files.contains_key(file.trim_start_matches("./"));
    let missing = named.find(|file| !file.starts_with('/') && !file.contains('$') && !is_there(file))?;
    Some(format!("it reads `{missing}`, which is not among the stack's `files`"))
}

fn one_or_more(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |values| values.iter().collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Stack, fault};

    fn told(compose: &str) -> String {
        let files = [("compose.yml", compose), ("web.env", "")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        fault(&Stack { files: BTreeMap::from(files), remove: false }).unwrap_or_default()
    }

    /// The one service, with a further line of its own.
    fn web(line: &str) -> String {
        told(&format!(
            "services:\n  web:\n    image: nginx:1\n    {line}\nnetworks:\n  front: {{}}\nvolumes:\n  data:\n"
        ))
    }

    #[test]
    fn a_swarm_needs_services_with_images() {
        assert_eq!(web(""), "");
        assert!(told("services:\n  web:\n    build: .\n").contains("`web`"));
        assert!(told("version: 3.8\nservices: {}\n").contains("'3.8'"));
        assert!(web("depends_on: { db: { condition: service_healthy } }").contains("`depends_on`"));
        assert_eq!(web("depends_on: [db]"), "");
        assert!(web("command: 'date $(date)'").contains("`$(date)`"));
        assert!(web("enviroment: { A: b }").ends_with("did you mean `environment`?"));
        assert!(web("profiles: [x]").contains("`profiles`"));
        assert!(web("deploy: { replica: 2 }").contains("the `deploy` of the service `web` has `replica`"));
        assert_eq!(web("x-mine: 1"), "");
        assert!(web("deploy: { placement: { constraints: [node.role=manager] } }").contains("neither"));
        assert_eq!(told("services: {}\n"), "it has no services");
        assert_eq!(told("version: '3'\n"), "it has no `services`");
        assert!(told("services:\n\tweb\n").starts_with("it is not a YAML mapping"));
        assert!(told("service: {}\n").starts_with("`service` is none of"));
        assert_eq!(told("x-base: &base\n  image: nginx:1\nservices:\n  web:\n    <<: *base\n"), "");
    }

    #[test]
    fn what_a_service_uses_is_there() {
        for right in [
            "networks: [front, default]",
            "networks: { front: { aliases: [x] } }",
            "volumes: ['data:/d', '/srv:/d', './web.env:/d', '/anonymous', '${WHERE}:/d']",
            "volumes: [{ type: volume, source: data, target: /d }, { type: bind, source: web.env, target: /d }]",
            "env_file: ./web.env",
            "env_file: [web.env, /etc/default/web]",
        ] {
            assert_eq!(web(right), "", "{right}");
        }
        for wrong in [
            "networks: [lost]",
            "networks: { lost: {} }",
            "volumes: ['lost:/d']",
            "volumes: [{ type: volume, source: lost, target: /d }]",
            "configs: [lost]",
            "secrets: [{ source: lost, target: x }]",
            "env_file: lost",
        ] {
            assert!(web(wrong).contains("`lost`"), "{wrong}: {}", web(wrong));
        }
        for source in ["./lost", "../lost", "~/lost", "./web"] {
            let told = web(&format!("volumes: ['{source}:/d']"));
            assert!(told.contains(&format!("`{source}`")), "{source}: {told}");
        }
        assert!(web("volumes: [{ type: bind, source: lost, target: /d }]").contains("`lost`"));
        let config = "services:\n  web:\n    image: nginx:1\nconfigs:\n  one: { file: ./lost }\n";
        assert_eq!(told(config), "it reads `./lost`, which is not among the stack's `files`");
    }
}
