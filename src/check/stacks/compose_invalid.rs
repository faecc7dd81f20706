//! A compose file that the leader cannot deploy: Docker refuses it, or it refers to something that a host does not have.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::{
    check::{
        Rule,
        grouping::named,
        stacks::{
            clients::clients,
            compose_references::{garbled_env_file, missing_file, relative_folder, undefined},
            variables::value,
        },
    },
    diagnostics::{Diagnostic, Report, code},
    formats::compose::{self, Client, Fault, deployed, document},
    model::cluster::{Cluster, Host, Stack},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("compose-invalid", Error), run);

/// The help of a fault without its own.
const HELP: &str = "Check the file with `docker stack config --compose-file FILE`.";
const LIST: &str =
    "List it in `files` of the stack, relative to the inventory, or correct the path in the compose file.";

/// The help of a fault that only the swarm or the hosts have.
const UNUSABLE: &str = "Correct the compose file. `docker stack config` does not find this mistake.";

fn run(cluster: &Cluster, report: &mut Report) {
    let clients = clients(cluster);
    for (name, stack) in deployed(cluster) {
        let faults = refused(stack, clients.keys());
        for (fault, by) in &faults {
            let finding = finding(name, stack, fault);
            report.push(match only(by, &clients) {
                Some(note) => finding.note(note),
                None => finding,
            });
        }
        if let Some((fault, help)) = unusable(stack).filter(|_| faults.is_empty()) {
            let message = format!("the compose file of the stack `{name}` is invalid: {fault}");
            report.push(Diagnostic::at(RULE.code, KeyPath::of(["stacks", name, "compose"]), message).help(help));
        }
    }
}

fn finding(name: &str, stack: &Stack, fault: &Fault) -> Diagnostic {
    let Fault { at, text, help } = fault;
    let place = format!("{}:{}:{}", stack.compose, at.line, at.column);
    let message = format!("the compose file of the stack `{name}` is invalid: {place}: {text}");
    let finding = Diagnostic::at(RULE.code, KeyPath::of(["stacks", name, "compose"]), message);
    finding.help(if help.is_empty() { HELP } else { help })
}

/// The faults of a file, each with the clients that refuse it.
fn refused<'c>(stack: &Stack, clients: impl Iterator<Item = &'c Client>) -> IndexMap<Fault, Vec<Client>> {
    let mut faults: IndexMap<Fault, Vec<Client>> = IndexMap::new();
    let Some(text) = stack.files.get("compose.yml") else { return faults };
    for client in clients {
        let reading = compose::read(text, *client, &|name| value(stack, name));
        for fault in reading.faults.into_iter().chain(reading.refused) {
            faults.entry(fault).or_default().push(*client);
        }
    }
    faults
}

/// The engines that refuse the file, if others read it.
fn only(by: &[Client], clients: &IndexMap<Client, Vec<&Host>>) -> Option<String> {
    let client = by.first().filter(|_| by.len() < clients.len())?;
    let hosts = clients.get(client).filter(|hosts| !hosts.is_empty())?;
    Some(format!("engine {} refuses the file, which {} may have", client.engine, named(hosts)))
}

/// The fault of a file that Docker reads, but that cannot work on the hosts, and its help.
fn unusable(stack: &Stack) -> Option<(String, &'static str)> {
    stack.files.get("compose.yml")?;
    let document = document(stack);
    without_image(&document)
        .or_else(|| garbled_constraint(&document))
        .or_else(|| relative_folder(&document, stack))
        .or_else(|| undefined(&document))
        .map(|fault| (fault, UNUSABLE))
        .or_else(|| Some((missing_file(&document, stack)?, LIST)))
        .or_else(|| Some((garbled_env_file(&document, stack)?, UNUSABLE)))
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Client, Stack, refused, unusable};
    use crate::os::Version;

    fn told(compose: &str) -> String {
        let files = [("compose.yml", compose), ("web.env", "# a comment\n\nA=b c\n B\n"), ("bad.env", "A=b\nB = c\n")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()));
        let stack = Stack { compose: "web.yml".to_owned(), files: BTreeMap::from(files), ..Stack::default() };
        let faults = refused(&stack, [Client { engine: Version(26, 1) }].iter());
        let fault = faults.into_keys().next().map(|fault| format!("{} {}", fault.text, fault.help));
        fault.or_else(|| unusable(&stack).map(|(fault, _)| fault)).unwrap_or_default()
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
        assert!(
            web("depends_on: { db: { condition: service_healthy } }")
                .contains("`services.web.depends_on` must be a list")
        );
        assert_eq!(web("depends_on: [db]"), "");
        assert!(web("command: 'date $(date)'").contains("`$(date)`"));
        assert!(web("enviroment: { A: b }").contains("did you mean `environment`?"));
        assert!(web("profiles: [x]").contains("`profiles`"));
        assert!(web("deploy: { replica: 2 }").contains("`services.web.deploy` has `replica`"));
        assert_eq!(web("x-mine: 1"), "");
        assert!(web("deploy: { placement: { constraints: [node.role=manager] } }").contains("must contain `==`"));
        assert_eq!(told("services: {}\n"), "it has no services");
        assert_eq!(told("version: '3'\n"), "it has no `services`");
        assert!(told("services:\n\tweb\n").starts_with("the file is not YAML"));
        assert!(told("service: {}\n").starts_with("the file has `service`"));
        assert_eq!(told("x-base: &base\n  image: nginx:1\nservices:\n  web:\n    <<: *base\n"), "");
    }

    #[test]
    fn what_a_service_uses_is_there() {
        for right in [
            "networks: [front, default]",
            "networks: { front: { aliases: [x] } }",
            "volumes: ['data:/a', '/srv:/b', './web.env:/c', '/anonymous', '${WHERE:-/srv}:/d']",
            "volumes: [{ type: volume, source: data, target: /a }, { type: bind, source: web.env, target: /d }]",
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
        assert!(web("env_file: ./bad.env").contains("line 2 of `./bad.env`: the name `B ` contains a space"));
        let config = "services:\n  web:\n    image: nginx:1\nconfigs:\n  one: { file: ./lost }\n";
        assert_eq!(told(config), "it reads `./lost`, which is not in the stack's `files`");
    }
}
