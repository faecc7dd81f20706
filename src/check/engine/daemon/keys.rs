//! The keys of `daemon.json`: the kind of value that each requires, and the engines that have it.

use super::{
    format::{
        ABSOLUTE, ADDRESS, API_VERSION, BRIDGE, BRIDGE6, CGROUP_DRIVER, DISK_SPACE, DOMAIN, FIREWALL_MARK, Format,
        IPV4_NETWORK, IPV6_NETWORK, LABEL, LEVEL, LISTENER, MIRROR, PROFILE, REGISTRY, REMAP, RESOURCE, SIZE,
    },
    kind::Kind::{self, Closed, Flag, Formatted, ListOf, Mtu, Number, Optional, Record, TableOf, Text, UpTo, Word},
};
use crate::os::Version;

/// A key of `daemon.json`.
#[derive(Debug)]
pub struct Key {
    /// The name.
    pub name: &'static str,
    /// The kind of value that it requires.
    pub kind: Kind,
    /// The first engine that has it; engine 1.13 has all keys without one.
    pub since: Option<Version>,
    /// The first engine that rejects it.
    pub until: Option<Version>,
}

impl Key {
    /// The key with this name; `None` if no engine has it.
    pub fn named(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    const fn since(mut self, major: u32, minor: u32) -> Self {
        self.since = Some(Version(major, minor));
        self
    }

    const fn until(mut self, major: u32, minor: u32) -> Self {
        self.until = Some(Version(major, minor));
        self
    }
}

const fn key(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, since: None, until: None }
}

const ANY_COUNT: Kind = UpTo(i64::MAX);
const TEXTS: Kind = ListOf(&Text);

const fn formatted(format: &'static Format) -> Kind {
    Formatted(format)
}

/// The keys of the engines from 1.13 to 29. A test compares them with an engine.
pub const KEYS: &[Key] = &[
    key("allow-direct-routing", Flag).since(28, 2),
    key("allow-nondistributable-artifacts", TEXTS).since(17, 6),
    key("api-cors-header", Text).until(28, 0),
    key("authorization-plugins", TEXTS),
    key("bip", Optional(&BRIDGE)),
    key("bip6", Optional(&BRIDGE6)).since(28, 0),
    key("bridge", Text),
    key("bridge-accept-fwmark", formatted(&FIREWALL_MARK)).since(29, 0),
    key("builder", BUILDER).since(18, 9),
    key("cdi-spec-dirs", TEXTS).since(25, 0),
    key("cgroup-parent", Text),
    key("cluster-advertise", Text).until(23, 0),
    key("cluster-store", Text).until(23, 0),
    key("cluster-store-opts", TableOf(&Text)).until(23, 0),
    key("containerd", Text),
    key("containerd-namespace", Text).since(19, 3),
    key("containerd-plugins-namespace", Text).since(19, 3),
    key("cpu-rt-period", Number),
    key("cpu-rt-runtime", Number),
    key("cri-containerd", Flag).since(18, 9),
    key("data-root", Text).since(17, 5),
    key("debug", Flag),
    key("default-address-pools", ListOf(&POOL)).since(18, 9),
    key("default-cgroupns-mode", Word(&["private", "host"])).since(20, 10),
    key("default-gateway", Optional(&ADDRESS)),
    key("default-gateway-v6", Optional(&ADDRESS)),
    key("default-ipc-mode", Word(&["private", "shareable"])).since(17, 12),
    key("default-network-opts", TableOf(&TableOf(&Text))).since(24, 0),
    key("default-runtime", Text),
    key("default-shm-size", formatted(&SIZE)).since(17, 6),
    key("default-stop-timeout", ANY_COUNT).since(29, 7),
    key("default-ulimits", TableOf(&ULIMIT)),
    key("deprecated-key-path", Text),
    key("disable-legacy-registry", Flag).until(19, 3),
    key("dns", ListOf(&formatted(&ADDRESS))),
    key("dns-opts", TEXTS),
    key("dns-search", ListOf(&formatted(&DOMAIN))),
    key("exec-opts", ListOf(&formatted(&CGROUP_DRIVER))),
    key("exec-root", Text),
    key("experimental", Flag),
    key("features", TableOf(&Flag)).since(18, 9),
    key("firewall-backend", Word(&["iptables", "nftables"])).since(29, 0),
    key("fixed-cidr", Optional(&IPV4_NETWORK)),
    key("fixed-cidr-v6", Optional(&IPV6_NETWORK)),
    key("graph", Text).until(23, 0),
    key("group", Text),
    key("host-gateway-ip", Optional(&ADDRESS)).since(20, 10),
    key("host-gateway-ips", ListOf(&formatted(&ADDRESS))).since(28, 0),
    key("hosts", TEXTS),
    key("http-proxy", Text).since(23, 0),
    key("https-proxy", Text).since(23, 0),
    key("icc", Flag),
    key("init", Flag),
    key("init-path", Text),
    key("insecure-registries", ListOf(&formatted(&REGISTRY))),
    key("ip", Optional(&ADDRESS)),
    key("ip-forward", Flag),
    key("ip-forward-no-drop", Flag).since(28, 0),
    key("ip-masq", Flag),
    key("ip6tables", Flag).since(20, 10),
    key("iptables", Flag),
    key("ipv6", Flag),
    key("labels", ListOf(&formatted(&LABEL))),
    key("live-restore", Flag),
    key("log-driver", Text),
    key("log-format", Word(&["text", "json"])).since(25, 0),
    key("log-level", Optional(&LEVEL)),
    key("log-opts", TableOf(&Text)),
    key("max-concurrent-downloads", ANY_COUNT),
    key("max-concurrent-uploads", ANY_COUNT),
    key("max-download-attempts", ANY_COUNT).since(20, 10),
    key("metrics-addr", Optional(&LISTENER)),
    key("min-api-version", formatted(&API_VERSION)).since(29, 0),
    key("mtu", Mtu),
    key("network-control-plane-mtu", Number).since(17, 6),
    key("network-diagnostic-port", UpTo(65535)).since(17, 12),
    key("no-new-privileges", Flag).since(17, 5),
    key("no-proxy", Text).since(23, 0),
    key("node-generic-resources", ListOf(&formatted(&RESOURCE))).since(17, 12),
    key("nri-opts", NRI).since(29, 2),
    key("oom-score-adjust", Number).until(25, 0),
    key("pidfile", Text),
    key("proxies", PROXIES).since(23, 0),
    key("raw-logs", Flag),
    key("registry-mirrors", ListOf(&formatted(&MIRROR))),
    key("rootless", Flag).since(19, 3),
    key("runtimes", TableOf(&RUNTIME)),
    key("seccomp-profile", formatted(&PROFILE)),
    key("selinux-enabled", Flag),
    key("shutdown-timeout", Number),
    key("storage-driver", Text),
    key("storage-opts", TEXTS),
    key("swarm-default-advertise-addr", Text),
    key("tls", Flag),
    key("tlscacert", Text),
    key("tlscert", Text),
    key("tlskey", Text),
    key("tlsverify", Flag),
    key("userland-proxy", Flag),
    key("userland-proxy-path", formatted(&ABSOLUTE)),
    key("userns-remap", formatted(&REMAP)),
];

const POOL: Kind = Record(&[("base", Text), ("size", Number)]);

const ULIMIT: Kind = Record(&[("Name", Text), ("Hard", Number), ("Soft", Number)]);

const RUNTIME: Kind = Record(&[
    ("path", Text),
    ("runtimeArgs", TEXTS),
    ("runtimeType", Text),
    ("options", Record(&[("SystemdCgroup", Flag), ("BinaryName", Text), ("Root", Text), ("NoPivotRoot", Flag)])),
]);

/// The engine reads the keys of this table as if they were keys of the file.
const PROXIES: Kind = Closed(&[("http-proxy", Text), ("https-proxy", Text), ("no-proxy", Text)]);

const NRI: Kind =
    Closed(&[("enable", Flag), ("plugin-path", Text), ("plugin-config-path", Text), ("socket-path", Text)]);

const BUILDER: Kind = Record(&[
    (
        "gc",
        Record(&[
            ("enabled", Flag),
            ("defaultKeepStorage", formatted(&DISK_SPACE)),
            ("defaultReservedSpace", formatted(&DISK_SPACE)),
            ("defaultMaxUsedSpace", formatted(&DISK_SPACE)),
            ("defaultMinFreeSpace", formatted(&DISK_SPACE)),
            ("policy", ListOf(&Record(&[("all", Flag), ("filter", TEXTS), ("keepStorage", Text)]))),
        ]),
    ),
    ("entitlements", Record(&[("network-host", Flag), ("security-insecure", Flag), ("device", Flag)])),
    ("history", Record(&[("maxEntries", Number)])),
]);

#[cfg(test)]
mod tests {
    use super::KEYS;

    #[test]
    fn the_keys_are_sorted() {
        assert!(KEYS.is_sorted_by_key(|key| key.name));
    }
}
