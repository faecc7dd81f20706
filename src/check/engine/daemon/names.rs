//! The names of the keys.

use super::{
    engines::Engines,
    finding::{Finding, NOTHING, Refused, Subject},
    keys::{KEYS, Key},
};
use crate::{diagnostics::spelling::nearest, os::Os, values::key_path::KeyPath};

/// The names of flags that the engine accepts as keys, but does not read; and the keys that it reads.
const FLAGS: &[(&str, &str)] = &[
    ("authorization-plugin", "authorization-plugins"),
    ("cdi-spec-dir", "cdi-spec-dirs"),
    ("default-address-pool", "default-address-pools"),
    ("dns-opt", "dns-opts"),
    ("exec-opt", "exec-opts"),
    ("host", "hosts"),
    ("insecure-registry", "insecure-registries"),
    ("label", "labels"),
    ("node-generic-resource", "node-generic-resources"),
    ("registry-mirror", "registry-mirrors"),
    ("storage-opt", "storage-opts"),
];

/// Keys that the engine accepts, but does not read.
const UNREAD: &[(&str, &str)] = &[
    ("containerd-plugins-namespace", "Remove the key."),
    ("deprecated-key-path", "Remove the key."),
    ("http-proxy", "Set `proxies = { http-proxy = \"…\" }`."),
    ("https-proxy", "Set `proxies = { https-proxy = \"…\" }`."),
    ("no-proxy", "Set `proxies = { no-proxy = \"…\" }`."),
];

pub(super) fn find(engines: &Engines, findings: &mut Vec<Finding>) {
    for (name, value) in engines.daemon() {
        if let Some((_, read)) = FLAGS.iter().find(|(flag, _)| flag == name).filter(|_| !value.is_object()) {
            let help = format!("Write `{read}`: the names of lists are plural.");
            findings.push(ignored(name, help));
        } else if let Some(key) = Key::named(name) {
            findings.extend(refused(engines, key).or_else(|| of_version(key)));
            findings.extend(too_old(key));
            let unread = UNREAD.iter().find(|(unread, _)| unread == name);
            findings.extend(unread.map(|(_, help)| ignored(name, (*help).to_owned())));
        } else if !engines.hosts[0].os.engine.extra_daemon_keys.contains(name) {
            findings.push(if is_extra(name) { of_another_system(name) } else { unknown(name) });
        }
    }
}

fn about(subject: Subject, name: &str, message: String, help: String) -> Finding {
    Finding::at(subject, KeyPath::of([name]), message, help).key()
}

fn ignored(name: &str, help: String) -> Finding {
    let message = format!("`{name}` in `daemon.json` has no effect");
    about(Subject::Ignored, name, message, help).label("not read by the engine").but(NOTHING)
}

fn unknown(name: &str) -> Finding {
    let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
    let help = match nearest(name, &names) {
        Some(known) => format!("Did you mean `{known}`?"),
        None => "Docker's reference of `dockerd` lists the keys; remove this one.".to_owned(),
    };
    about(Subject::Unknown, name, format!("`daemon.json` has no key `{name}`"), help).label("unknown key")
}

/// Whether an operating system's engine has this key in addition to Docker's own.
fn is_extra(name: &str) -> bool {
    Os::all().iter().any(|os| os.engine.extra_daemon_keys.iter().any(|extra| extra == name))
}

fn of_another_system(name: &str) -> Finding {
    let message = format!("`daemon.json` has no key `{name}` on this system");
    about(Subject::Refused, name, message, format!("Remove `{name}` from `docker.daemon`."))
        .label("only the engine of another system has this key")
}

/// A key that the engine of a swarm's host never accepts.
fn refused(engines: &Engines, key: &Key) -> Option<Finding> {
    let reason = match key.name {
        "live-restore" if engines.is("live-restore", true) => "the engine rejects `live-restore` in swarm mode",
        "hosts" => "the unit already sets it with `-H fd://`; the engine rejects an option that is set twice",
        "containerd" => "the unit already sets it with `--containerd`; the engine rejects an option that is set twice",
        "firewall-backend" if is_alien_firewall(engines) => "swarm mode requires the backend `iptables`",
        "authorization-plugins" if engines.list("authorization-plugins").next().is_some() => {
            "the engine starts only with the plugin, and a plugin can be installed only with the engine"
        }
        name if is_flag(engines, name) => {
            "the unit already sets it in its start options; the engine rejects an option that is set twice"
        }
        _ => return None,
    };
    let message = format!("a host of a swarm cannot have `{}` in `daemon.json`", key.name);
    let help = format!("Remove `{}` from `docker.daemon`.", key.name);
    Some(about(Subject::Refused, key.name, message, help).label(reason))
}

/// nftables in swarm mode, without the feature that allows it.
fn is_alien_firewall(engines: &Engines) -> bool {
    let is_nftables = engines.text("firewall-backend") == Some("nftables") && !engines.is("iptables", false);
    is_nftables && !engines.has_feature("swarm-nftables")
}

/// Whether the start options of the system have the key as a flag.
fn is_flag(engines: &Engines, name: &str) -> bool {
    let words = |content: &'static str| content.split(|c: char| c.is_whitespace() || "\"'=".contains(c));
    let options = engines.hosts[0].os.engine.options_file.iter().flat_map(|file| words(&file.content));
    options.filter_map(|word| word.strip_prefix("--")).any(|flag| flag == name)
}

fn of_version(key: &Key) -> Option<Finding> {
    let until = key.until?;
    let message = format!("engine {until} no longer has `{}` in `daemon.json`", key.name);
    let finding = about(Subject::Refused, key.name, message, replacement(key.name));
    Some(finding.refused(Refused::Since(until)).label(format!("removed in engine {until}")))
}

fn replacement(name: &str) -> String {
    match name {
        "graph" => "Write `data-root`.".to_owned(),
        "oom-score-adjust" => "Set `OOMScoreAdjust=` in a drop-in of the unit, in `units`.".to_owned(),
        _ => format!("Remove `{name}` from `docker.daemon`."),
    }
}

fn too_old(key: &Key) -> Option<Finding> {
    let since = key.since?;
    let message = format!("`{}` in `daemon.json` requires engine {since}", key.name);
    let help = "Set `install = \"docker-ce\"` in `[docker]` if the system installs packages, or remove the key.";
    let finding = about(Subject::Refused, key.name, message, help.to_owned());
    Some(finding.refused(Refused::Before(since)).label(format!("new in engine {since}")))
}
