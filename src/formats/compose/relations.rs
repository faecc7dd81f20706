//! Keys that Docker refuses together, and a bind mount without a source.

use super::{
    client::Client,
    tree::{Fault, Node, Value},
};

/// The faults of a file with the right types.
pub(super) fn conflicts(file: &Node) -> Vec<Fault> {
    let mut faults = Vec::new();
    for table in ["configs", "networks", "secrets", "volumes"] {
        for (key, node) in file.get(table).map(Node::entries).unwrap_or_default() {
            let place = format!("{table}.{}", key.name);
            faults.extend(external(table, node, &place).or_else(|| driven(table, node, &place)));
        }
    }
    for (key, service) in file.get("services").map(Node::entries).unwrap_or_default() {
        let volumes = service.get("volumes").map(Node::elements).unwrap_or_default();
        faults.extend(volumes.iter().filter(|volume| is_sourceless(volume)).map(|volume| {
            let text = format!("a bind mount of `services.{}.volumes` has no `source`", key.name);
            Fault::new(volume.at, text).help("Write the path on the host as `source`.")
        }));
    }
    faults
}

/// The lists that the first client cannot read as one string, although its schema allows it.
pub(super) fn bare_strings(file: &Node, client: Client) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, service) in file.get("services").map(Node::entries).unwrap_or_default() {
        for name in ["dns", "dns_search"] {
            let Some(node) = service.get(name).filter(|node| node.text().is_some()) else { continue };
            let text = format!("{} reads a list in `services.{}.{name}` only", client.name(), key.name);
            faults.push(Fault::new(node.at, text).help("Write the value in brackets."));
        }
    }
    faults
}

/// Something from outside of the stack, with a key that only the stack's own things may have.
fn external(table: &str, node: &Node, place: &str) -> Option<Fault> {
    let external = node.get("external")?;
    let is_external = !matches!(external.value, Value::Bool(false) | Value::Null);
    let own: &[&str] = if table == "volumes" { &["driver", "driver_opts", "labels"] } else { &[] };
    let clash = own.iter().find(|key| node.has(key)).filter(|_| is_external);
    if let Some(key) = clash {
        let text = format!("`{place}` is external and has `{key}`; Docker allows `{key}` for its own volumes only");
        return Some(Fault::new(external.at, text).help(format!("Remove `{key}`, or `external`.")));
    }
    let text = format!("`{place}` has `name` and `external.name`; Docker allows one of them");
    (external.has("name") && node.has("name"))
        .then(|| Fault::new(external.at, text).help("Write `external: true`, and the name in `name`."))
}

fn driven(table: &str, node: &Node, place: &str) -> Option<Fault> {
    let is_own = node.get("external").is_none_or(|it| matches!(it.value, Value::Bool(false)));
    let clashes = table == "secrets" && is_own && node.has("driver") && node.has("file");
    clashes.then(|| Fault::new(node.at, format!("`{place}` has `driver` and `file`; Docker allows one of them")))
}

fn is_sourceless(volume: &Node) -> bool {
    volume.get("type").and_then(Node::text) == Some("bind") && !volume.has("source")
}
