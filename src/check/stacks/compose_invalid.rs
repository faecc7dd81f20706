//! A compose file that the swarm would reject, as far as swarmgen can detect it without the engine.

use serde_json::{Map, Value};

use crate::{
    check::{
        Rule,
        stacks::{
            compose_keys::{unknown_key, unknown_table},
            compose_references::{missing_file, relative_folder, undefined},
        },
    },
    diagnostics::{Diagnostic, Report, code},
    formats::{
        compose::{deployed, expanded},
        variables::Dollar,
        yaml,
    },
    model::cluster::{Cluster, Stack},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("compose-invalid", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (name, stack) in deployed(cluster) {
        if let Some(fault) = fault(stack) {
            let message = format!("the compose file of the stack `{name}` is invalid: {fault}");
            let help = "Check the file with `docker stack config --compose-file FILE`.";
            report.push(Diagnostic::at(RULE.code, KeyPath::of(["stacks", name, "compose"]), message).help(help));
        }
    }
}

/// The fault of a stack's compose file; `None` if swarmgen detects none.
fn fault(stack: &Stack) -> Option<String> {
    if let Err(error) = yaml::parse::<Map<String, Value>>(stack.files.get("compose.yml")?) {
        return Some(format!("it is not a YAML mapping ({error})"));
    }
    let (document, dollars) = expanded(stack);
    unknown_table(&document)
        .or_else(|| bare_version(&document))
        .or_else(|| without_image(&document))
        .or_else(|| unknown_key(&document))
        .or_else(|| conditional(&document))
        .or_else(|| garbled_constraint(&document))
        .or_else(|| relative_folder(&document, stack))
        .or_else(|| refused(dollars))
        .or_else(|| undefined(&document))
        .or_else(|| missing_file(&document, stack))
}

fn without_image(document: &Map<String, Value>) -> Option<String> {
    let Some(Value::Object(services)) = document.get("services") else {
        return Some("it has no `services`".to_owned());
    };
    if services.is_empty() {
        return Some("it has no services".to_owned());
    }
    let (service, _) = services.iter().find(|(_, service)| !service.get("image").is_some_and(Value::is_string))?;
    Some(format!("the service `{service}` has no `image`, and a swarm does not build images"))
}

fn bare_version(document: &Map<String, Value>) -> Option<String> {
    let version = document.get("version").filter(|version| !version.is_string())?;
    Some(format!("`version: {version}` must be a string, `'{version}'`, or must be removed"))
}

/// Compose supports conditions; a swarm starts all services at once.
fn conditional(document: &Map<String, Value>) -> Option<String> {
    let services = document.get("services").and_then(Value::as_object)?;
    let (service, _) = services.iter().find(|(_, it)| it.get("depends_on").is_some_and(Value::is_object))?;
    Some(format!("`depends_on` of the service `{service}` must be a list; a swarm does not wait for a condition"))
}

/// A constraint without an operator, which only the swarm rejects.
fn garbled_constraint(document: &Map<String, Value>) -> Option<String> {
    let services = document.get("services").and_then(Value::as_object)?;
    services.iter().find_map(|(service, settings)| {
        let constraints = settings.pointer("/deploy/placement/constraints")?.as_array()?;
        let is_garbled = |text: &&str| !text.contains("==") && !text.contains("!=") && !text.contains('$');
        let constraint = constraints.iter().filter_map(Value::as_str).find(is_garbled)?;
        Some(format!("the constraint `{constraint}` of the service `{service}` must contain `==` or `!=`"))
    })
}

/// A dollar that prevents docker from deploying the file.
fn refused(dollars: Vec<Dollar>) -> Option<String> {
    dollars.into_iter().find_map(|dollar| match dollar {
        Dollar::Refused(text) => Some(format!("docker cannot expand `{text}`; write `$$` for a literal dollar")),
        Dollar::Required(name) => {
            Some(format!("it requires the variable `{name}`; set it in the `variables` of the stack"))
        }
        Dollar::Unset(_) | Dollar::Passed(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Stack, fault};

    fn told(compose: &str) -> String {
        let files = [("compose.yml", compose), ("web.env", "")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        fault(&Stack { files: BTreeMap::from(files), ..Stack::default() }).unwrap_or_default()
    }

    /// The fault of a file with one service, with one more line in it.
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
        assert!(web("deploy: { placement: { constraints: [node.role=manager] } }").contains("must contain `==`"));
        assert_eq!(told("services: {}\n"), "it has no services");
        assert_eq!(told("version: '3'\n"), "it has no `services`");
        assert!(told("services:\n\tweb\n").starts_with("it is not a YAML mapping"));
        assert!(told("service: {}\n").starts_with("unknown top-level key `service`"));
        assert_eq!(told("x-base: &base\n  image: nginx:1\nservices:\n  web:\n    <<: *base\n"), "");
    }

    #[test]
    fn what_a_service_uses_is_there() {
        for right in [
            "networks: [front, default]",
            "networks: { front: { aliases: [x] } }",
            "volumes: ['data:/d', '/srv:/d', './web.env:/d', '/anonymous', '${HOME}:/d']",
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
        assert_eq!(told(config), "it reads `./lost`, which is not in the stack's `files`");
    }
}
