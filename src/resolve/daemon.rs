//! `daemon.json`: swarmgen's own keys, then those of the operating system, of `[docker.daemon]` and of the host.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    diagnostics::{Diagnostic, Place, Report, codes},
    model::{
        cluster::{Host, Mirror, engine_major},
        inventory::DockerTable,
        network::{bridge_mtu, overlay_mtu},
    },
    os::DEFAULT_NETWORK_OPTS,
    values::secret::has_credentials,
};

/// Docker's driver option for an MTU.
const MTU: &str = "com.docker.network.driver.mtu";

/// Completes each host's own keys to the whole `daemon.json`.
pub(super) fn complete(
    mut hosts: Vec<Host>,
    docker: &DockerTable,
    mirror: Option<&Mirror>,
    report: &mut Report,
) -> Vec<Host> {
    let keys = docker.daemon.as_ref();
    refuse_passwords(keys.into_iter().chain(hosts.iter().map(|host| &host.daemon)), report);
    let mtus = (bridge_mtu(&hosts), overlay_mtu(&hosts));
    for host in &mut hosts {
        let mut defaults = defaults(host, mirror);
        defaults.extend(networks(mtus, engine_major(docker.version.as_deref(), host.os)));
        let own = std::mem::replace(&mut host.daemon, defaults);
        keys.into_iter().chain([&own]).for_each(|keys| merge(&mut host.daemon, keys));
    }
    hosts
}

/// The share and every user of a host can read `daemon.json`.
fn refuse_passwords<'k>(tables: impl Iterator<Item = &'k Map<String, Value>>, report: &mut Report) {
    let bad = tables.flatten().filter(|(_, value)| has_credentials(&value.to_string()));
    let keys: BTreeSet<_> = bad.map(|(key, _)| key).collect();
    for key in keys {
        // The message shows no line, because the line contains the password.
        let message = format!(
            "`docker.daemon.{key}` contains a password, which every user of a host and every reader of the share would see"
        );
        let help = "Write `HTTPS_PROXY=…` into a file with `secret`, such as `files.\"/etc/docker/proxy.env\"`, and add \
                    `EnvironmentFile=/etc/docker/proxy.env` by a drop-in of the unit `docker.service`.";
        report.push(Diagnostic::new(codes::PLAIN_SECRET, Place::File, message).help(help));
    }
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

/// The MTUs of Docker's networks: `mtu` is for the default bridge, the defaults for every other one. The overlay network
/// `ingress` follows them too, although a swarm creates it without options. It subtracts its own 50 bytes.
fn networks((bridge, overlay): (Option<u32>, Option<u32>), engine: u32) -> Map<String, Value> {
    let given = [("bridge", bridge), ("overlay", overlay)];
    let given = given.into_iter().filter_map(|(driver, mtu)| Some((driver, mtu?)));
    let options = given.map(|(driver, mtu)| (driver.to_owned(), json!({ MTU: mtu.to_string() })));
    let options: Map<_, _> = options.filter(|_| engine >= DEFAULT_NETWORK_OPTS).collect();
    let mut keys: Map<_, _> = bridge.into_iter().map(|mtu| ("mtu".to_owned(), json!(mtu))).collect();
    if !options.is_empty() {
        keys.insert("default-network-opts".to_owned(), Value::Object(options));
    }
    keys
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
