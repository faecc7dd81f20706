//! Configs and secrets that `docker stack config` reads, but that `docker stack deploy` refuses.

use std::collections::BTreeSet;

use super::tree::{Fault, Node, Value};

/// Two configs or secrets of a service with the same path in the container.
pub(super) fn targets(service: &Node, place: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for table in ["configs", "secrets"] {
        let mut seen = BTreeSet::new();
        for node in service.get(table).map(Node::elements).unwrap_or_default() {
            let Some(target) = target(node).filter(|target| !seen.insert(*target)) else { continue };
            let text = format!("`{place}.{table}` has the target `{target}` twice");
            faults.push(Fault::new(node.at, text).help("Remove one of the two, or write another `target`."));
        }
    }
    faults
}

fn target(node: &Node) -> Option<&str> {
    let text = |key| node.get(key).and_then(Node::text).filter(|text| !text.is_empty());
    node.text().or_else(|| text("target")).or_else(|| text("source"))
}

/// A config without a source. A secret may have its source in the inventory.
pub(super) fn empty(file: &Node) -> Vec<Fault> {
    let configs = file.get("configs").map(Node::entries).unwrap_or_default();
    let is_own = |node: &Node| node.get("external").is_none_or(|it| matches!(it.value, Value::Bool(false)));
    let bad = configs.iter().filter(|(_, node)| is_own(node) && !node.has("file"));
    let told = |name: &str| format!("`configs.{name}` has neither `file` nor `external`");
    bad.map(|(key, _)| Fault::new(key.at, told(&key.name)).help("Write `file: ./FILE`, or `external: true`.")).collect()
}
