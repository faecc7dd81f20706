//! A key of `daemon.json` that prevents the engine from starting.

use serde_json::Value;

use crate::{
    check::{
        Rule,
        grouping::{group, named, systems},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    os::Os,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("daemon-key-refused", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (key, value) in &cluster.daemon {
        let reason = |os: &'static Os| refusal(cluster, os, key, value);
        for (reason, hosts) in group(&cluster.hosts, |host| reason(host.os)) {
            let message = format!("the engine on {} fails to start with `{key}` in `daemon.json`", systems(&hosts));
            let place = KeyPath::of(["docker", "daemon", key]);

            report.push(
                Diagnostic::at(RULE.code, place, message)
                    .label(reason)
                    .also(hosts[0].origin.of("os"), named(&hosts))
                    .help(format!("Remove `{key}` from `docker.daemon`.")),
            );
        }
    }
}

/// The reason why the engine of `os` rejects the key.
fn refusal(cluster: &Cluster, os: &'static Os, key: &str, value: &Value) -> Option<&'static str> {
    match key {
        "live-restore" if value == true => Some("the engine rejects `live-restore` in swarm mode"),
        "hosts" => Some("the unit already sets it with `-H fd://`; the engine rejects an option that is set twice"),
        "log-opts" if !driver_knows(cluster, value) => {
            Some("the log driver `journald`, swarmgen's default, does not support these options; set `log-driver` too")
        }
        "containerd" => {
            Some("the unit already sets it with `--containerd`; the engine rejects an option that is set twice")
        }
        "firewall-backend" if value == "nftables" && !swarm_nftables(cluster) => {
            Some("swarm mode requires the backend `iptables`")
        }
        _ if is_flag(os, key) => {
            Some("the unit already sets it in its start options; the engine rejects an option that is set twice")
        }
        _ if !os.engine.extra_daemon_keys.iter().any(|extra| extra == key) && is_extra(key) => {
            Some("only the engine of another system has this key")
        }
        _ => None,
    }
}

/// Whether the log driver supports these options. Checks only swarmgen's default driver; `dockerd --validate` does not check them.
fn driver_knows(cluster: &Cluster, options: &Value) -> bool {
    let known = |key: &String| key.starts_with("cache-") || JOURNALD.contains(&key.as_str());
    let journald = cluster.daemon.get("log-driver").is_none_or(|driver| driver == "journald");
    !journald || options.as_object().is_none_or(|options| options.keys().all(known))
}

/// The options of the log driver `journald`, and those of every driver.
const JOURNALD: [&str; 7] = ["env", "env-regex", "labels", "labels-regex", "max-buffer-size", "mode", "tag"];

/// Whether the start options of the system have the key as a flag.
fn is_flag(os: &'static Os, key: &str) -> bool {
    let words = |content: &'static str| content.split(|c: char| c.is_whitespace() || "\"'=".contains(c));
    let options = os.engine.options_file.iter().flat_map(|file| words(&file.content));
    options.filter_map(|word| word.strip_prefix("--")).any(|flag| flag == key)
}

/// Whether the feature is on that allows nftables in swarm mode, since engine 29.6.
fn swarm_nftables(cluster: &Cluster) -> bool {
    cluster.daemon.get("features").is_some_and(|features| features["swarm-nftables"] == true)
}

/// Whether an operating system's engine has this key in addition to Docker's own.
pub(super) fn is_extra(key: &str) -> bool {
    Os::all().iter().any(|os| os.engine.extra_daemon_keys.iter().any(|extra| extra == key))
}
