//! A key of `daemon.json` that no engine is known to have.

use super::{Rule, daemon_key_refused::is_extra};
use crate::{
    cluster::Cluster,
    diagnostic::{Diagnostic, Place, Report, Severity},
    key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule { code: "daemon-key-unknown", run };

/// The keys of engine 26.1, each tried with `dockerd --validate`, and those that releases up to 29 added.
///
/// A newer engine may know more, which is why another key earns a warning only.
const KNOWN: &[&str] = &[
    "allow-direct-routing",
    "allow-nondistributable-artifacts",
    "api-cors-header",
    "authorization-plugins",
    "bip",
    "bip6",
    "bridge",
    "bridge-accept-fwmark",
    "builder",
    "cdi-spec-dirs",
    "cgroup-parent",
    "containerd",
    "containerd-namespace",
    "containerd-plugins-namespace",
    "cpu-rt-period",
    "cpu-rt-runtime",
    "cri-containerd",
    "data-root",
    "debug",
    "default-address-pools",
    "default-cgroupns-mode",
    "default-gateway",
    "default-gateway-v6",
    "default-ipc-mode",
    "default-network-opts",
    "default-runtime",
    "default-shm-size",
    "default-ulimits",
    "deprecated-key-path",
    "dns",
    "dns-opts",
    "dns-search",
    "exec-opts",
    "exec-root",
    "experimental",
    "features",
    "firewall-backend",
    "fixed-cidr",
    "fixed-cidr-v6",
    "group",
    "host-gateway-ip",
    "host-gateway-ips",
    "hosts",
    "http-proxy",
    "https-proxy",
    "icc",
    "init",
    "init-path",
    "insecure-registries",
    "ip",
    "ip-forward",
    "ip-forward-no-drop",
    "ip-masq",
    "ip6tables",
    "iptables",
    "ipv6",
    "labels",
    "live-restore",
    "log-driver",
    "log-format",
    "log-level",
    "log-opts",
    "max-concurrent-downloads",
    "max-concurrent-uploads",
    "max-download-attempts",
    "metrics-addr",
    "min-api-version",
    "mtu",
    "network-control-plane-mtu",
    "network-diagnostic-port",
    "no-new-privileges",
    "no-proxy",
    "node-generic-resources",
    "nri-opts",
    "pidfile",
    "proxies",
    "raw-logs",
    "registry-mirrors",
    "rootless",
    "runtimes",
    "seccomp-profile",
    "selinux-enabled",
    "shutdown-timeout",
    "storage-driver",
    "storage-opts",
    "swarm-default-advertise-addr",
    "tls",
    "tlscacert",
    "tlscert",
    "tlskey",
    "tlsverify",
    "userland-proxy",
    "userland-proxy-path",
    "userns-remap",
];

fn run(cluster: &Cluster, report: &mut Report) {
    let unknown = cluster.daemon.keys().filter(|key| KNOWN.binary_search(&key.as_str()).is_err() && !is_extra(key));
    for key in unknown {
        let place = Place::Key(KeyPath::of(["docker", "daemon", key]));
        let message =
            format!("`{key}` is not a known key of `daemon.json`, and the engine does not start with an unknown one");
        report.push(
            Diagnostic::new(Severity::Warning, RULE.code, place, message)
                .label("not a known key")
                .help("Compare the spelling with Docker's manual of `dockerd`; lists have their names in the plural."),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::KNOWN;

    #[test]
    fn the_known_keys_are_sorted_for_the_search() {
        assert!(KNOWN.is_sorted());
    }
}
