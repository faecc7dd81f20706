//! Mounts and networks that `docker stack config` reads, but that a swarm refuses.

use std::collections::BTreeSet;

use ipnet::IpNet;

use super::{
    swarm::{below, one_of},
    tree::{Fault, Node, Value},
};

const TYPES: [&str; 5] = ["volume", "bind", "tmpfs", "npipe", "cluster"];
const PROPAGATION: [&str; 6] = ["private", "rprivate", "shared", "rshared", "slave", "rslave"];
/// The drivers whose networks belong to one host.
const LOCAL: [&str; 5] = ["bridge", "host", "ipvlan", "macvlan", "null"];

/// The faults in the mounts of a service.
pub(super) fn mounts(service: &Node, place: &str) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for mount in service.get("volumes").map(Node::elements).unwrap_or_default() {
        faults.extend(long(mount, place));
        let Some(target) = target(mount) else { continue };
        if !target.starts_with('/') {
            let text = format!("`{place}.volumes` has the target `{target}`, which must be an absolute path");
            faults.push(Fault::new(mount.at, text).help(format!("Write `/{target}`.")));
        }
        if !seen.insert(target) {
            let text = format!("`{place}.volumes` has the target `{target}` twice");
            faults.push(Fault::new(mount.at, text).help("Remove one of the two."));
        }
    }
    faults
}

/// The path in the container.
fn target(mount: &Node) -> Option<&str> {
    match mount.text() {
        Some(short) => {
            let mut parts = short.split(':');
            let first = parts.next()?;
            // A drive of Windows.
            if first.len() == 1 { None } else { parts.next().or(Some(first)) }
        }
        None => mount.get("target").and_then(Node::text),
    }
}

fn long(mount: &Node, place: &str) -> Option<Fault> {
    let kind = mount.get("type")?;
    let name = kind.text()?;
    if !TYPES.contains(&name) {
        return Some(Fault::new(
            kind.at,
            format!("`{place}.volumes` has the type `{name}`; it must be {}", one_of(&TYPES)),
        ));
    }
    if name == "tmpfs" && mount.has("source") {
        let text = format!("a `tmpfs` of `{place}.volumes` has a `source`");
        return Some(Fault::new(mount.at, text).help("Remove `source`."));
    }
    propagation(mount, place).or_else(|| options(mount, name, place))
}

fn propagation(mount: &Node, place: &str) -> Option<Fault> {
    let node = below(mount, "bind.propagation")?;
    let text = node.text().filter(|text| !text.is_empty() && !PROPAGATION.contains(text))?;
    let allowed = one_of(&PROPAGATION);
    Some(Fault::new(node.at, format!("`{place}.volumes` has the propagation `{text}`; it must be {allowed}")))
}

/// The options of another type.
fn options(mount: &Node, kind: &str, place: &str) -> Option<Fault> {
    let mut other = ["bind", "volume", "tmpfs"].into_iter().filter(|key| *key != kind);
    let (key, node) = other.find_map(|key| Some((key, mount.get(key)?)))?;
    let text = format!("a mount of `{place}.volumes` has the type `{kind}`, and options of `{key}`");
    (!matches!(node.value, Value::Null)).then(|| Fault::new(node.at, text).help(format!("Remove `{key}`.")))
}

/// The faults in the networks that the stack creates.
pub(super) fn networks(file: &Node) -> Vec<Fault> {
    let all = file.get("networks").map(Node::entries).unwrap_or_default().iter();
    let is_own = |node: &Node| node.get("external").is_none_or(|it| matches!(it.value, Value::Bool(false)));
    let created = all.filter(|(key, node)| is_own(node) && is_used(file, &key.name));
    created.flat_map(|(key, node)| [local(&key.name, node), subnet(&key.name, node)]).flatten().collect()
}

/// docker creates only the networks that a service uses.
fn is_used(file: &Node, name: &str) -> bool {
    let services = file.get("services").map(Node::entries).unwrap_or_default();
    services.iter().any(|(_, service)| match service.get("networks") {
        Some(used) if used.entries().is_empty() && used.elements().is_empty() => name == "default",
        Some(used) => used.get(name).is_some() || used.elements().iter().any(|it| it.text() == Some(name)),
        None => name == "default",
    })
}

fn local(name: &str, node: &Node) -> Option<Fault> {
    let driver = node.get("driver")?;
    let text = driver.text().filter(|text| LOCAL.contains(text))?;
    let told = format!("`networks.{name}.driver` is `{text}`; services use only networks of the whole swarm");
    Some(Fault::new(driver.at, told).help("Write `driver: overlay`, or remove the line."))
}

fn subnet(name: &str, node: &Node) -> Option<Fault> {
    let configs = below(node, "ipam.config")?.elements();
    let subnets = configs.iter().filter_map(|config| config.get("subnet"));
    let (at, text) =
        subnets.filter_map(|it| Some((it.at, it.text()?))).find(|(_, text)| text.parse::<IpNet>().is_err())?;
    let told = format!("`networks.{name}.ipam` has the subnet `{text}`, which is not a network");
    Some(Fault::new(at, told).help("Write the prefix length too, such as `10.30.0.0/24`."))
}
