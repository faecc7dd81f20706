//! What compose files of the user's own say, for the rules about them. A file that cannot be read is `compose_invalid`'s.

use serde_json::{Map, Value};

use crate::{
    cluster::{Cluster, Stack},
    yaml,
};

/// The stacks that the leader deploys, by name.
pub(super) fn deployed(cluster: &Cluster) -> impl Iterator<Item = (&String, &Stack)> {
    cluster.stacks.iter().filter(|(_, stack)| !stack.remove)
}

/// The compose file of a stack.
pub(super) fn document(stack: &Stack) -> Map<String, Value> {
    stack.files.get("compose.yml").and_then(|text| yaml::parse(text).ok()).unwrap_or_default()
}

/// The services of a stack.
pub(super) fn services(stack: &Stack) -> Map<String, Value> {
    match document(stack).remove("services") {
        Some(Value::Object(services)) => services,
        _ => Map::new(),
    }
}

/// A port that a service takes on hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Published {
    pub(super) port: u16,
    pub(super) udp: bool,
    /// Whether it is the host's own, not one of the whole swarm.
    pub(super) host: bool,
}

/// The ports that a service publishes, as far as numbers say so: the first of each range, and none that Docker is to choose.
pub(super) fn published(service: &Value) -> Vec<Published> {
    let ports = service.get("ports").and_then(Value::as_array).into_iter().flatten();
    ports.filter_map(|port| port.as_str().map_or_else(|| long(port), short)).collect()
}

/// `[ADDRESS:]PUBLISHED:TARGET[/PROTOCOL]`.
fn short(text: &str) -> Option<Published> {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (published, _) = ports.rsplit_once(':')?;
    let published = published.rsplit_once(':').map_or(published, |(_, published)| published);
    Some(Published { port: first(published)?, udp: protocol == "udp", host: false })
}

fn long(port: &Value) -> Option<Published> {
    let is = |key: &str, value: &str| port.get(key).is_some_and(|it| it == value);
    let port = match port.get("published")? {
        Value::String(text) => first(text)?,
        number => u16::try_from(number.as_u64()?).ok()?,
    };
    Some(Published { port, udp: is("protocol", "udp"), host: is("mode", "host") })
}

fn first(range: &str) -> Option<u16> {
    range.split('-').next()?.parse().ok().filter(|port| *port > 0)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Published, published};

    fn of(port: &Value) -> Option<(u16, bool, bool)> {
        let ports = published(&json!({ "ports": [port] }));
        ports.first().map(|Published { port, udp, host }| (*port, *udp, *host))
    }

    #[test]
    fn both_notations_say_what_is_published() {
        assert_eq!(of(&json!("8080:80")), Some((8080, false, false)));
        assert_eq!(of(&json!("127.0.0.1:53:53/udp")), Some((53, true, false)));
        assert_eq!(of(&json!("[::1]:8080-8090:80-90")), Some((8080, false, false)));
        assert_eq!(of(&json!({ "target": 80, "published": 8080 })), Some((8080, false, false)));
        let host = json!({ "target": 53, "published": "53", "protocol": "udp", "mode": "host" });
        assert_eq!(of(&host), Some((53, true, true)));
    }

    #[test]
    fn what_nobody_can_know_is_left_out() {
        for port in [json!(80), json!("80"), json!("${PORT}:80"), json!({ "target": 80 }), json!("0:80")] {
            assert_eq!(of(&port), None, "{port}");
        }
    }
}
