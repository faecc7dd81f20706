//! A compose file that the swarm would refuse, as far as it can be seen without the engine.

use serde_json::{Map, Value};

use super::Rule;
use crate::{
    cluster::Cluster,
    diagnostic::{Diagnostic, Report},
    key_path::KeyPath,
    yaml,
};

pub(super) const RULE: Rule = Rule { code: "compose-invalid", run };

fn run(cluster: &Cluster, report: &mut Report) {
    for (name, stack) in cluster.stacks.iter().filter(|(_, stack)| !stack.remove) {
        if let Some(fault) = stack.files.get("compose.yml").and_then(|text| fault(text)) {
            let message = format!("the compose file of the stack `{name}` cannot be deployed: {fault}");
            let help = "Try it with `docker stack config --compose-file FILE`.";
            report.push(Diagnostic::error(RULE.code, KeyPath::of(["stacks", name, "compose"]), message).help(help));
        }
    }
}

/// What is wrong with a compose file; `None` when nothing is seen to be.
fn fault(text: &str) -> Option<String> {
    let document: Map<String, Value> = match yaml::parse(text) {
        Ok(document) => document,
        Err(error) => return Some(format!("it is not a YAML mapping ({error})")),
    };
    let Some(Value::Object(services)) = document.get("services") else {
        return Some("it has no `services`".to_owned());
    };
    let without_image = |(_, service): &(&String, &Value)| !service.get("image").is_some_and(Value::is_string);
    if services.is_empty() {
        return Some("it has no services".to_owned());
    }
    let (service, _) = services.iter().find(without_image)?;
    Some(format!("the service `{service}` has no `image`, and a swarm builds none"))
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn a_swarm_needs_services_with_images() {
        assert_eq!(fault("services:\n  web:\n    image: nginx:1\n"), None);
        assert!(fault("services:\n  web:\n    build: .\n").is_some_and(|fault| fault.contains("`web`")));
        assert_eq!(fault("services: {}\n").as_deref(), Some("it has no services"));
        assert_eq!(fault("version: '3'\n").as_deref(), Some("it has no `services`"));
        assert!(fault("services:\n\tweb\n").is_some_and(|fault| fault.starts_with("it is not a YAML mapping")));
    }
}
