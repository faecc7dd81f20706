//! `daemon.json`: swarmgen's own keys, then those of the operating system, of `[docker.daemon]` and of the host.

use serde_json::{Map, Value, json};

use crate::model::cluster::{Host, Mirror};

/// Completes each host's own keys to the whole `daemon.json`.
pub(super) fn complete(mut hosts: Vec<Host>, keys: Option<&Map<String, Value>>, mirror: Option<&Mirror>) -> Vec<Host> {
    for host in &mut hosts {
        let defaults = defaults(host, mirror);
        let own = std::mem::replace(&mut host.daemon, defaults);
        keys.into_iter().chain([&own]).for_each(|keys| merge(&mut host.daemon, keys));
    }
    hosts
}

fn defaults(host: &Host, mirror: Option<&Mirror>) -> Map<String, Value> {
    let mut daemon = Map::new();
    daemon.insert("log-driver".to_owned(), json!("journald"));
    daemon.extend(host.os.engine.daemon.clone());
    daemon.insert("experimental".to_owned(), json!(true));
    if let Some(mirror) = mirror {
        daemon.insert("registry-mirrors".to_owned(), json!([mirror.url()]));
    }
    daemon
}

/// Tables merge key by key. Other values replace.
fn merge(below: &mut Map<String, Value>, above: &Map<String, Value>) {
    for (key, value) in above {
        match (below.get_mut(key), value) {
            (Some(Value::Object(below)), Value::Object(above)) => merge(below, above),
            _ => drop(below.insert(key.clone(), value.clone())),
        }
    }
}
