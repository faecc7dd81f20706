//! A key of `daemon.json` with which the engine does not start.

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
            let message = format!("the engine does not start with `{key}` in `daemon.json` on {}", systems(&hosts));
            let place = KeyPath::of(["docker", "daemon", key]);
            let also = format!("{} {} it", named(&hosts), if hosts.len() == 1 { "gets" } else { "get" });
            report.push(
                Diagnostic::at(RULE.code, place, message)
                    .label(reason)
                    .also(hosts[0].origin.of("os"), also)
                    .help(format!("Remove `{key}` from `docker.daemon`.")),
            );
        }
    }
}

/// Why the engine of `os` refuses the key, if it does.
fn refusal(cluster: &Cluster, os: &'static Os, key: &str, value: &Value) -> Option<&'static str> {
    match key {
        "live-restore" if value == true => Some("`live-restore` rules out swarm mode"),
        "hosts" => Some("the unit passes `-H fd://`, and a key may not be given twice"),
        "log-opts" if !driver_knows(cluster, value) => {
            Some("the driver `journald`, which it is unless `log-driver` says otherwise, knows no such option")
        }
        "containerd" => Some("the unit passes `--containerd`, and a key may not be given twice"),
        "firewall-backend" if value == "nftables" && !swarm_nftables(cluster) => {
            Some("swarm mode needs the backend `iptables`")
        }
        _ if is_flag(os, key) => Some("the unit's options have it, and a key may not be given twice"),
        _ if !os.engine.extra_daemon_keys.iter().any(|extra| extra == key) && is_extra(key) => {
            Some("only another system's engine knows this key")
        }
        _ => None,
    }
}

/// Whether the log driver takes these options, as far as it is the one that swarmgen chose. `--validate` does not look at them.
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

/// Whether the feature is on that lets swarm mode use nftables, from engine 29.6 on.
fn swarm_nftables(cluster: &Cluster) -> bool {
    cluster.daemon.get("features").is_some_and(|features| features["swarm-nftables"] == true)
}

/// Whether some operating system's engine has this key beside Docker's own.
pub(super) fn is_extra(key: &str) -> bool {
    Os::all().iter().any(|os| os.engine.extra_daemon_keys.iter().any(|extra| extra == key))
}
