//! The facts that swarmgen reads from the compose files of the operator's stacks. An unreadable file has no facts; a
//! check reports it.

mod cast;
mod client;
mod expand;
mod judge;
mod merge;
mod notation;
mod reader;
mod reading;
mod relations;
mod scalar;
mod shape;
mod shapes;
mod swarm;
mod swarm_files;
mod swarm_mounts;
mod tabs;
mod tree;
mod unknown;

use std::ops::RangeInclusive;

use serde_json::{Map, Value, json};

pub use self::{
    cast::{Unset, Without},
    client::Client,
    expand::Lookup,
    reading::{Reading, read},
    tree::{At, Fault},
};
use crate::{
    formats::{environment, variables},
    model::cluster::{Cluster, Stack},
    os::Version,
};

/// The path of the compose file in the folder of a stack.
pub const COMPOSE: &str = "compose.yml";

/// The stacks that the leader deploys, by name.
pub fn deployed(cluster: &Cluster) -> impl Iterator<Item = (&String, &Stack)> {
    cluster.stacks.iter().filter(|(_, stack)| !stack.remove)
}

/// The compose file of a stack, with the values of its variables. A text is as Docker reads it on the leader: `$$` is a
/// literal dollar.
pub fn document(stack: &Stack) -> Map<String, Value> {
    let mut document = match stack.files.get(COMPOSE).and_then(|text| facts(text)) {
        Some(Value::Object(document)) => document,
        _ => Map::new(),
    };
    environment::add_bare_names(&mut document, stack);
    variables::expand(&mut document, &stack.variables, &stack.private);
    environment::add_secrets(&mut document, stack);
    add_secrets(&mut document, stack);
    document
}

/// The file as JSON. An old client reads files with equal keys, which a new one refuses.
fn facts(text: &str) -> Option<Value> {
    let of = |engine| reader::read(text, Client { engine }).ok().map(|file| file.json());
    of(Version(28, 0)).or_else(|| of(Version(26, 1)))
}

/// The secrets of the inventory replace those of the file.
fn add_secrets(document: &mut Map<String, Value>, stack: &Stack) {
    if !stack.secrets.is_empty() {
        let table = document.entry("secrets").or_insert_with(|| Value::Object(Map::new()));
        let keys = stack.secrets.keys().map(|key| (key.clone(), json!({ "external": true })));
        table.as_object_mut().into_iter().for_each(|table| table.extend(keys.clone()));
    }
}

/// The names in the swarm of the networks, configs or secrets that the file expects to exist.
pub fn external(document: &Map<String, Value>, table: &str) -> Vec<String> {
    let entries = document.get(table).and_then(Value::as_object).into_iter().flatten();
    let name = |key: &String, entry: &Value| {
        let outside = entry.get("external").filter(|outside| **outside != Value::Bool(false))?;
        let name = outside.get("name").or_else(|| entry.get("name")).and_then(Value::as_str);
        Some(name.unwrap_or(key).to_owned())
    };
    entries.filter_map(|(key, entry)| name(key, entry)).collect()
}

/// The names in the swarm of the networks that the stack creates.
pub fn created_networks(stack: &str, document: &Map<String, Value>) -> Vec<String> {
    let entries = document.get("networks").and_then(Value::as_object).into_iter().flatten();
    let own = entries.filter(|(_, entry)| entry.get("external").is_none_or(|it| *it == Value::Bool(false)));
    let name = |entry: &Value| entry.get("name").and_then(Value::as_str).map(str::to_owned);
    let named = own.map(|(key, entry)| name(entry).unwrap_or_else(|| format!("{stack}_{key}")));
    named.chain([format!("{stack}_default")]).collect()
}

/// The elements of a list, or the value itself.
pub fn one_or_more(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |values| values.iter().collect())
}

/// The services of a stack.
pub fn services(stack: &Stack) -> Map<String, Value> {
    match document(stack).remove("services") {
        Some(Value::Object(services)) => services,
        _ => Map::new(),
    }
}

/// A path beside the compose file as swarmgen spells it: without `.` parts, and with `..` resolved.
pub fn beside(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !["", "."].contains(part)) {
        match parts.last() {
            Some(last) if part == ".." && *last != ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// A bind mount of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bind<'a> {
    /// An absolute path on the host, or a relative path as in the file.
    pub source: &'a str,
    /// The path in the container.
    pub target: &'a str,
}

/// The bind mounts of a service.
pub fn binds(service: &Value) -> impl Iterator<Item = Bind<'_>> {
    service.get("volumes").and_then(Value::as_array).into_iter().flatten().filter_map(bind)
}

fn bind(used: &Value) -> Option<Bind<'_>> {
    match used {
        Value::String(short) => {
            let (source, rest) = short.split_once(':').filter(|_| short.starts_with(['/', '.', '~']))?;
            Some(Bind { source, target: rest.split(':').next().unwrap_or_default() })
        }
        long => {
            let text = |key| long.get(key).and_then(Value::as_str);
            (text("type")? == "bind")
                .then_some(Bind { source: text("source")?, target: text("target").unwrap_or_default() })
        }
    }
}

/// Ports that a service occupies on hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// One port, or a range.
    pub ports: RangeInclusive<u16>,
    /// Whether they are UDP ports instead of TCP ports.
    pub udp: bool,
    /// Whether they are ports of the host, not of the whole swarm.
    pub host: bool,
}

/// The published ports of a service. Skips ports with a variable, and ports that Docker chooses.
pub fn published(service: &Value) -> Vec<Published> {
    let ports = service.get("ports").and_then(Value::as_array).into_iter().flatten();
    ports.filter_map(|port| port.as_str().map_or_else(|| long(port), short)).collect()
}

/// `[ADDRESS:]PUBLISHED:TARGET[/PROTOCOL]`.
fn short(text: &str) -> Option<Published> {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (published, _) = ports.rsplit_once(':')?;
    let published = published.rsplit_once(':').map_or(published, |(_, published)| published);
    Some(Published { ports: range(published)?, udp: protocol == "udp", host: false })
}

fn long(port: &Value) -> Option<Published> {
    let is = |key: &str, value: &str| port.get(key).is_some_and(|it| it == value);
    let ports = match port.get("published")? {
        Value::String(text) => range(text)?,
        number => range(&number.to_string())?,
    };
    Some(Published { ports, udp: is("protocol", "udp"), host: is("mode", "host") })
}

fn range(text: &str) -> Option<RangeInclusive<u16>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let first = first.parse().ok().filter(|port| *port > 0)?;
    last.parse().ok().filter(|last| first <= *last).map(|last| first..=last)
}

#[cfg(test)]
mod tests {
    use std::ops::RangeInclusive;

    use serde_json::{Value, json};

    use super::{Bind, Published, binds, published};

    fn of(port: &Value) -> Option<(RangeInclusive<u16>, bool, bool)> {
        let published = published(&json!({ "ports": [port] }));
        published.into_iter().next().map(|Published { ports, udp, host }| (ports, udp, host))
    }

    #[test]
    fn both_notations_say_what_is_published() {
        assert_eq!(of(&json!("8080:80")), Some((8080..=8080, false, false)));
        assert_eq!(of(&json!("127.0.0.1:53:53/udp")), Some((53..=53, true, false)));
        assert_eq!(of(&json!("[::1]:8080-8090:80-90")), Some((8080..=8090, false, false)));
        assert_eq!(of(&json!({ "target": 80, "published": 8080 })), Some((8080..=8080, false, false)));
        let host = json!({ "target": 53, "published": "53", "protocol": "udp", "mode": "host" });
        assert_eq!(of(&host), Some((53..=53, true, true)));
    }

    #[test]
    fn both_notations_say_what_is_mounted() {
        let volumes = json!(["/a:/x", "./b:/x:ro", "named:/x", "/anonymous", { "type": "bind", "source": "c", "target": "/x" },
            { "type": "volume", "source": "d", "target": "/x" }]);
        let expected = ["/a", "./b", "c"].map(|source| Bind { source, target: "/x" });
        assert_eq!(binds(&json!({ "volumes": volumes })).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_nobody_can_know_is_left_out() {
        for port in [json!(80), json!("80"), json!("${PORT}:80"), json!({ "target": 80 }), json!("0:80")] {
            assert_eq!(of(&port), None, "{port}");
        }
    }
}
