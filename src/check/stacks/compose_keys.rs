//! The keys that docker supports in the compose file of a stack. Compose itself supports more.

use serde_json::{Map, Value};

use crate::diagnostics::spelling::nearest;

/// At the top level, in addition to extensions that start with `x-`.
pub const TOP: [&str; 6] = ["configs", "networks", "secrets", "services", "version", "volumes"];

/// In a service, for any engine. `tests/integration/stacks.rs` checks them with `docker stack config`.
pub const SERVICE: [&str; 53] = [
    "build",
    "cap_add",
    "cap_drop",
    "cgroup_parent",
    "cgroupns_mode",
    "command",
    "configs",
    "container_name",
    "credential_spec",
    "depends_on",
    "deploy",
    "devices",
    "dns",
    "dns_search",
    "domainname",
    "entrypoint",
    "env_file",
    "environment",
    "expose",
    "external_links",
    "extra_hosts",
    "healthcheck",
    "hostname",
    "image",
    "init",
    "ipc",
    "isolation",
    "labels",
    "links",
    "logging",
    "mac_address",
    "network_mode",
    "networks",
    "oom_score_adj",
    "pid",
    "ports",
    "privileged",
    "read_only",
    "restart",
    "secrets",
    "security_opt",
    "shm_size",
    "stdin_open",
    "stop_grace_period",
    "stop_signal",
    "sysctls",
    "tmpfs",
    "tty",
    "ulimits",
    "user",
    "userns_mode",
    "volumes",
    "working_dir",
];

/// In a service's `deploy`.
pub const DEPLOY: [&str; 9] = [
    "endpoint_mode",
    "labels",
    "mode",
    "placement",
    "replicas",
    "resources",
    "restart_policy",
    "rollback_config",
    "update_config",
];

/// An unknown key at the top level.
pub(super) fn unknown_table(document: &Map<String, Value>) -> Option<String> {
    let unknown = unknown(document, &TOP)?;
    Some(format!("unknown top-level key `{unknown}`; allowed: `{}`", TOP.join("`, `")))
}

/// A key that is misspelt, or that only Compose supports.
pub(super) fn unknown_key(document: &Map<String, Value>) -> Option<String> {
    let services = document.get("services").and_then(Value::as_object)?;
    services.iter().find_map(|(service, settings)| {
        let deploy = settings.get("deploy").and_then(Value::as_object);
        let place = format!("the service `{service}`");
        let of_service = settings.as_object().and_then(|it| unknown_in(&place, it, &SERVICE));
        of_service.or_else(|| unknown_in(&format!("the `deploy` of {place}"), deploy?, &DEPLOY))
    })
}

fn unknown_in(place: &str, table: &Map<String, Value>, known: &[&str]) -> Option<String> {
    let key = unknown(table, known)?;
    let meant = nearest(key, known).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
    Some(format!("{place} has `{key}`, which a swarm does not support{meant}"))
}

fn unknown<'t>(table: &'t Map<String, Value>, known: &[&str]) -> Option<&'t str> {
    table.keys().map(String::as_str).find(|key| !known.contains(key) && !key.starts_with("x-"))
}
