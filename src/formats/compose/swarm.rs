//! Settings that `docker stack config` reads, but that `docker stack deploy` or the managers refuse. The facts are those
//! of docker's conversion of services, and of the checks of the managers' API.

use super::{
    swarm_files::{empty, targets},
    swarm_mounts::{mounts, networks},
    tree::{At, Fault, Key, Node, Value},
};
use crate::values::duration;

/// The words that a setting of a service may have, besides none.
const WORDS: [(&str, &[&str]); 5] = [
    ("deploy.mode", &["replicated", "global", "replicated-job", "global-job"]),
    ("deploy.endpoint_mode", &["vip", "dnsrr"]),
    ("deploy.update_config.failure_action", &["pause", "continue", "rollback"]),
    ("deploy.rollback_config.failure_action", &["pause", "continue", "rollback"]),
    ("deploy.restart_policy.condition", &["none", "on-failure", "any"]),
];

const RESTART: [&str; 4] = ["no", "always", "unless-stopped", "on-failure"];

const HELP: &str = "Correct the value. `docker stack config` does not find this mistake.";

/// The faults of a file that docker reads.
pub(super) fn refused(file: &Node) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, service) in file.get("services").map(Node::entries).unwrap_or_default() {
        let place = format!("services.{}", key.name);
        faults.extend(name(key));
        faults.extend(image(service, &place));
        faults.extend(WORDS.iter().filter_map(|(path, words)| word(service, &place, path, words)));
        faults.extend(restart(service, &place));
        faults.extend(replicas(service, &place));
        faults.extend(ports(service, &place));
        faults.extend(health(service, &place));
        faults.extend(resources(service, &place));
        faults.extend(mounts(service, &place));
        faults.extend(targets(service, &place));
    }
    faults.extend(networks(file));
    faults.extend(empty(file));
    for fault in faults.iter_mut().filter(|fault| fault.help.is_empty()) {
        HELP.clone_into(&mut fault.help);
    }
    faults
}

/// The node at a path below another one.
pub(super) fn below<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    path.split('.').try_fold(node, |node, key| node.get(key))
}

/// The name of a service is a DNS name too.
fn name(key: &Key) -> Option<Fault> {
    let is_wrong = key.name.contains('.') || !key.name.ends_with(|c: char| c.is_ascii_alphanumeric());
    let text = format!("a swarm does not allow the name `{}` of a service", key.name);
    is_wrong.then(|| Fault::new(key.at, text).help("Use letters, digits, `-` and `_`, and end with a letter or digit."))
}

fn image(service: &Node, place: &str) -> Option<Fault> {
    let node = service.get("image")?;
    let text = node.text().filter(|text| !is_image(text))?;
    let told = format!("`{place}.image` is `{text}`, which is not the name of an image");
    Some(Fault::new(node.at, told).help("Write `REPOSITORY:TAG`, the repository in lower case."))
}

/// `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]`.
fn is_image(text: &str) -> bool {
    let name = text.split('@').next().unwrap_or_default();
    let is_registry = |it: &str| it == "localhost" || it.contains(|c: char| ".:".contains(c) || c.is_ascii_uppercase());
    let path = name.split_once('/').filter(|(registry, _)| is_registry(registry)).map_or(name, |(_, path)| path);
    let (path, tag) = path.split_once(':').map_or((path, None), |(path, tag)| (path, Some(tag)));
    path.split('/').all(is_component) && tag.is_none_or(is_tag)
}

fn is_component(text: &str) -> bool {
    let is_end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.starts_with(is_end) && text.ends_with(is_end) && text.chars().all(|c| is_end(c) || "._-".contains(c))
}

fn is_tag(text: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    (1..=128).contains(&text.len()) && !text.starts_with(['.', '-']) && text.chars().all(is_inner)
}

fn word(service: &Node, place: &str, path: &str, words: &[&str]) -> Option<Fault> {
    let node = below(service, path)?;
    // The client ignores the case of `endpoint_mode` only.
    let text = node.text().map(|it| if path.ends_with("endpoint_mode") { it.to_lowercase() } else { it.to_owned() })?;
    let is_known = text.is_empty() || words.contains(&text.as_str());
    (!is_known).then(|| Fault::new(node.at, format!("`{place}.{path}` must be {}, not `{text}`", one_of(words))))
}

pub(super) fn one_of(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    format!("one of {}", words.join(", "))
}

/// `restart`, which counts only without `deploy.restart_policy`.
fn restart(service: &Node, place: &str) -> Option<Fault> {
    let node = service.get("restart").filter(|_| below(service, "deploy.restart_policy").is_none())?;
    let text = node.text().filter(|text| !text.is_empty())?;
    let (word, count) = text.split_once(':').map_or((text, None), |(word, count)| (word, Some(count)));
    let is_right = RESTART.contains(&word) && count.is_none_or(|count| count.parse::<i64>().is_ok());
    (!is_right).then(|| Fault::new(node.at, format!("`{place}.restart` must be {}, not `{text}`", one_of(&RESTART))))
}

fn replicas(service: &Node, place: &str) -> Option<Fault> {
    let mode = below(service, "deploy.mode")?.text().filter(|mode| mode.starts_with("global"))?;
    let node = below(service, "deploy.replicas").filter(|node| !matches!(node.value, Value::Null))?;
    let text = format!("`{place}.deploy` has the mode `{mode}` and `replicas`; Docker allows one of them");
    Some(Fault::new(node.at, text).help("Remove `replicas`."))
}

/// A port of the whole swarm needs a virtual address.
fn ports(service: &Node, place: &str) -> Option<Fault> {
    let mode = below(service, "deploy.endpoint_mode")?;
    mode.text().filter(|text| text.eq_ignore_ascii_case("dnsrr"))?;
    let of_host = |port: &&Node| port.get("mode").and_then(Node::text) == Some("host");
    let port = service.get("ports")?.elements().iter().find(|port| !of_host(port))?;
    let text = format!("`{place}` publishes a port of the swarm, which `endpoint_mode: dnsrr` does not allow");
    Some(Fault::new(port.at, text).help("Publish the port of the host, with `mode: host`, or remove `endpoint_mode`."))
}

fn health(service: &Node, place: &str) -> Vec<Fault> {
    let Some(health) = service.get("healthcheck") else { return Vec::new() };
    if matches!(health.get("disable").map(|it| &it.value), Some(Value::Bool(true))) && health.has("test") {
        let text = format!("`{place}.healthcheck` has `disable` and `test`; Docker allows one of them");
        return vec![Fault::new(health.at, text).help("Remove `test`, or `disable`.")];
    }
    let lengths = ["interval", "timeout", "start_period", "start_interval"].map(|key| (key, health.get(key)));
    let short = lengths.into_iter().filter_map(|(key, node)| Some((key, node.filter(|node| is_short(node))?)));
    let told = |key: &str| format!("`{place}.healthcheck.{key}` must be 0 or at least 1 ms");
    short.map(|(key, node)| Fault::new(node.at, told(key)).help("Write a length of time such as `30s`.")).collect()
}

fn is_short(node: &Node) -> bool {
    let Some(text) = node.text() else { return false };
    let length = duration::parse(text.strip_prefix(['-', '+']).unwrap_or(text));
    length.is_some_and(|it| !it.is_zero() && (text.starts_with('-') || it.as_micros() < 1000))
}

fn resources(service: &Node, place: &str) -> Vec<Fault> {
    let parts = ["deploy.resources.limits", "deploy.resources.reservations"];
    let tables = parts.into_iter().filter_map(|path| Some((path, below(service, path)?)));
    tables.flat_map(|(path, table)| [cpus(table, place, path), memory(table, place, path)]).flatten().collect()
}

fn cpus(table: &Node, place: &str, path: &str) -> Option<Fault> {
    let node = table.get("cpus")?;
    let text = node.text().filter(|text| !text.is_empty() && !text.contains('/'))?;
    let is_right = text.parse::<f64>().is_ok_and(|number| number == 0.0 || number >= 0.001);
    told(is_right, node.at, &format!("{place}.{path}.cpus"), "a number of at least `0.001`", text)
}

fn memory(table: &Node, place: &str, path: &str) -> Option<Fault> {
    const LEAST: f64 = 4.0 * 1024.0 * 1024.0;
    let node = table.get("memory")?;
    let text = node.text()?;
    let is_right = bytes(text).is_none_or(|bytes| bytes == 0.0 || bytes >= LEAST);
    told(is_right, node.at, &format!("{place}.{path}.memory"), "at least `4M`", text)
}

fn told(is_right: bool, at: At, place: &str, allowed: &str, text: &str) -> Option<Fault> {
    (!is_right).then(|| Fault::new(at, format!("`{place}` must be {allowed}, not `{text}`")))
}

/// The bytes of a size such as `1.5g`.
fn bytes(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.trim_start().chars().next().map_or('b', |c| c.to_ascii_lowercase());
    let power = "bkmgtp".chars().position(|it| it == unit)?;
    Some(number.parse::<f64>().ok()? * 1024_f64.powi(i32::try_from(power).ok()?))
}
