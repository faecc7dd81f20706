//! The keys of `daemon.json`, and what kind of value each takes, for the rules about them.

use serde_json::Value;

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A list of tables.
    Tables,
    /// A table.
    Table,
}

use Kind::{Flag, Number, Table, Tables, Text, Texts};

/// The keys of engine 26.1 and those that releases up to 29 added. `tests/judges.rs` shows the kinds of the former to `dockerd --validate`.
pub const KEYS: &[(Kind, &[&str])] = &[
    (Flag, FLAGS),
    (Number, NUMBERS),
    (Text, TEXTS),
    (Texts, LISTS),
    (Tables, &["default-address-pools"]),
    (Table, TABLES),
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
    "default-cgroupns-mode",
    "default-gateway",
    "default-gateway-v6",
    "default-ipc-mode",
    "default-runtime",
    "default-shm-size",
    "deprecated-key-path",
    "exec-root",
    "firewall-backend",
    "fixed-cidr",
    "fixed-cidr-v6",
    "group",
    "host-gateway-ip",
    "http-proxy",
    "https-proxy",
    "init-path",
    "ip",
    "log-driver",
    "log-format",
    "log-level",
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
    "dns",
    "dns-opts",
    "dns-search",
    "exec-opts",
    "host-gateway-ips",
    "hosts",
    "insecure-registries",
    "labels",
    "node-generic-resources",
    "registry-mirrors",
    "storage-opts",
];

const TABLES: &[&str] =
    &["builder", "default-network-opts", "default-ulimits", "features", "log-opts", "nri-opts", "proxies", "runtimes"];

impl Kind {
    /// What the key takes; `None` where no engine is known to have it.
    pub fn of(key: &str) -> Option<Self> {
        KEYS.iter().find(|(_, keys)| keys.contains(&key)).map(|(kind, _)| *kind)
    }

    /// Whether the value is one of this kind.
    pub fn takes(self, value: &Value) -> bool {
        let all = |is: fn(&Value) -> bool| value.as_array().is_some_and(|values| values.iter().all(is));
        match self {
            Flag => value.is_boolean(),
            Number => value.is_i64(),
            Text => value.is_string(),
            Texts => all(Value::is_string),
            Tables => all(Value::is_object),
            Table => value.is_object(),
        }
    }

    /// The kind as a sentence names it.
    pub fn name(self) -> &'static str {
        match self {
            Flag => "`true` or `false`",
            Number => "a whole number",
            Text => "a text",
            Texts => "a list of texts",
            Tables => "a list of tables",
            Table => "a table",
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
    fn a_list_has_texts_alone() {
        let dns = Kind::of("dns").expect("every engine has it");
        assert!(dns.takes(&json!(["9.9.9.9"])) && dns.takes(&json!([])));
        assert!(!dns.takes(&json!("9.9.9.9")) && !dns.takes(&json!([9])));
    }
}
