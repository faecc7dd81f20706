//! The keys of `daemon.json` and the kind of value that each requires, for the rules about them.

use std::net::IpAddr;

use serde_json::Value;

/// The kind of value that a key requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// A string.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An IP address.
    Address,
    /// `KEY=VALUE`.
    Pair,
    /// A URL.
    Url,
    /// A network in `base`, and in `size` the prefix length of the networks that the engine takes from it.
    Pool,
    /// A list of values of one kind.
    ListOf(&'static Self),
    /// A table of values of one kind, with any keys.
    TableOf(&'static Self),
    /// A table.
    Table,
}

use Kind::{Address, Flag, ListOf, Number, Pair, Pool, Table, TableOf, Text, Url, Word};

/// The keys of engine 26.1, and those that releases up to 29 added. `tests/integration/judges.rs` checks the kinds of the former with
/// `dockerd --validate`.
pub const KEYS: &[(Kind, &[&str])] = &[
    (Flag, FLAGS),
    (Number, NUMBERS),
    (Text, TEXTS),
    (Word(&["debug", "info", "warn", "error", "fatal", "panic", "trace"]), &["log-level"]),
    (Word(&["text", "json"]), &["log-format"]),
    (Word(&["private", "shareable"]), &["default-ipc-mode"]),
    (Word(&["private", "host"]), &["default-cgroupns-mode"]),
    (Address, &["default-gateway", "default-gateway-v6", "host-gateway-ip", "ip"]),
    (ListOf(&Text), LISTS),
    (ListOf(&Address), &["dns", "host-gateway-ips"]),
    (ListOf(&Pair), &["labels", "node-generic-resources"]),
    (ListOf(&Url), &["registry-mirrors"]),
    (ListOf(&Pool), &["default-address-pools"]),
    (TableOf(&Text), &["log-opts"]),
    (TableOf(&Flag), &["features"]),
    (TableOf(&Table), &["default-ulimits", "runtimes"]),
    (TableOf(&TableOf(&Text)), &["default-network-opts"]),
    (Table, &["builder", "nri-opts", "proxies"]),
];

/// The keys that no engine up to 26.1 has. `tests/integration/judges.rs` checks this with an engine.
pub const NEWER: &[&str] = &[
    "allow-direct-routing",
    "bip6",
    "bridge-accept-fwmark",
    "firewall-backend",
    "host-gateway-ips",
    "ip-forward-no-drop",
    "min-api-version",
];

const FLAGS: &[&str] = &[
    "allow-direct-routing",
    "cri-containerd",
    "debug",
    "experimental",
    "icc",
    "init",
    "ip-forward",
    "ip-forward-no-drop",
    "ip-masq",
    "ip6tables",
    "iptables",
    "ipv6",
    "live-restore",
    "no-new-privileges",
    "raw-logs",
    "rootless",
    "selinux-enabled",
    "tls",
    "tlsverify",
    "userland-proxy",
];

const NUMBERS: &[&str] = &[
    "cpu-rt-period",
    "cpu-rt-runtime",
    "max-concurrent-downloads",
    "max-concurrent-uploads",
    "max-download-attempts",
    "mtu",
    "network-control-plane-mtu",
    "network-diagnostic-port",
    "shutdown-timeout",
];

const TEXTS: &[&str] = &[
    "api-cors-header",
    "bip",
    "bip6",
    "bridge",
    "bridge-accept-fwmark",
    "cgroup-parent",
    "containerd",
    "containerd-namespace",
    "containerd-plugins-namespace",
    "data-root",
    "default-runtime",
    "default-shm-size",
    "deprecated-key-path",
    "exec-root",
    "firewall-backend",
    "fixed-cidr",
    "fixed-cidr-v6",
    "group",
    "http-proxy",
    "https-proxy",
    "init-path",
    "log-driver",
    "metrics-addr",
    "min-api-version",
    "no-proxy",
    "pidfile",
    "seccomp-profile",
    "storage-driver",
    "swarm-default-advertise-addr",
    "tlscacert",
    "tlscert",
    "tlskey",
    "userland-proxy-path",
    "userns-remap",
];

const LISTS: &[&str] = &[
    "allow-nondistributable-artifacts",
    "authorization-plugins",
    "cdi-spec-dirs",
    "dns-opts",
    "dns-search",
    "exec-opts",
    "hosts",
    "insecure-registries",
    "storage-opts",
];

impl Kind {
    /// The kind of value that the key requires; `None` if no known engine has the key.
    pub fn of(key: &str) -> Option<Self> {
        KEYS.iter().find(|(_, keys)| keys.contains(&key)).map(|(kind, _)| *kind)
    }

    /// Whether the value has this kind.
    pub fn takes(self, value: &Value) -> bool {
        let text = |fits: &dyn Fn(&str) -> bool| value.as_str().is_some_and(fits);
        match self {
            Flag => value.is_boolean(),
            Number => value.is_i64(),
            Text => value.is_string(),
            Word(words) => text(&|it| words.contains(&it.to_ascii_lowercase().as_str())),
            Address => text(&|it| it.parse::<IpAddr>().is_ok()),
            Pair => text(&|it| it.contains('=')),
            Url => text(&|it| it.starts_with("https://") || it.starts_with("http://")),
            Pool => value.get("base").is_some_and(Value::is_string) && value.get("size").is_some_and(Value::is_i64),
            ListOf(kind) => value.as_array().is_some_and(|values| values.iter().all(|it| kind.takes(it))),
            TableOf(kind) => value.as_object().is_some_and(|table| table.values().all(|it| kind.takes(it))),
            Table => value.is_object(),
        }
    }

    /// A value of this kind, as a message names it.
    pub fn one(self) -> String {
        match self {
            Flag => "`true` or `false`".to_owned(),
            Number => "an integer".to_owned(),
            Text => "a string".to_owned(),
            Word(words) => format!("one of `{}`", words.join("`, `")),
            Address => "an IP address".to_owned(),
            Pair => "a string like `KEY=VALUE`".to_owned(),
            Url => "a URL that starts with `https://` or `http://`".to_owned(),
            Pool => "a table with the keys `base` and `size`".to_owned(),
            ListOf(kind) => format!("a list of {}", kind.several()),
            TableOf(kind) => format!("a table of {}", kind.several()),
            Table => "a table".to_owned(),
        }
    }

    fn several(self) -> &'static str {
        match self {
            Flag => "booleans, `true` or `false`",
            Number => "integers",
            Text => "strings",
            Word(_) => "words",
            Address => "IP addresses",
            Pair => "strings like `KEY=VALUE`",
            Url => "URLs that start with `https://` or `http://`",
            Pool => "tables with a string `base` and an integer `size`",
            ListOf(_) => "lists",
            TableOf(_) | Table => "tables",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{KEYS, Kind};

    #[test]
    fn a_key_stands_in_one_list() {
        let mut all: Vec<_> = KEYS.iter().flat_map(|(_, keys)| *keys).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn what_is_within_counts() {
        for (key, right, wrong) in [
            ("dns", json!(["9.9.9.9", "fd00::53"]), json!(["nas.example.com"])),
            ("dns", json!([]), json!("9.9.9.9")),
            ("labels", json!(["ssd=true"]), json!(["ssd"])),
            ("log-opts", json!({ "max-file": "3" }), json!({ "max-file": 3 })),
            ("log-level", json!("WARN"), json!("warning")),
            ("registry-mirrors", json!(["https://m.example.com"]), json!(["m.example.com"])),
            (
                "default-address-pools",
                json!([{ "base": "10.0.0.0/8", "size": 24 }]),
                json!([{ "base": "10.0.0.0/8", "size": "24" }]),
            ),
            ("default-network-opts", json!({ "bridge": { "mtu": "1400" } }), json!({ "bridge": { "mtu": 1400 } })),
            ("default-ulimits", json!({ "nofile": { "Hard": 1 } }), json!({ "nofile": 64000 })),
        ] {
            let kind = Kind::of(key).expect("every engine has it");
            assert!(kind.takes(&right) && !kind.takes(&wrong), "{key}");
        }
    }
}
