//! One network card per host, on the lab's one switch.

use crate::keeper::Keeper;

/// The card of one host: a network namespace with `eth0` in it, and the port of the switch that its cable leads to.
pub(crate) struct Card {
    namespace: String,
    port: String,
    mac: String,
    address: String,
}

impl Card {
    /// The card of the host that is number `number` in its lab, with an address in a /24.
    pub(crate) fn new(number: usize, address: &str) -> Self {
        Self {
            namespace: format!("host{number}"),
            port: format!("port{number}"),
            mac: format!("52:54:00:00:00:{number:02x}"),
            address: address.to_owned(),
        }
    }

    /// Where a program finds the namespace.
    pub(crate) fn namespace_path(&self) -> String {
        format!("/run/netns/{}", self.namespace)
    }

    /// Makes the namespace and plugs it in. The address is there before the host, as with a quick DHCP server.
    pub(crate) fn plug(&self, keeper: &Keeper) {
        let Self { namespace, port, mac, address } = self;
        let ip = |arguments: &str| keeper.run("ip", &arguments.split(' ').collect::<Vec<_>>());
        ip(&format!("netns add {namespace}"));
        ip(&format!("link add {port} type veth peer name eth0 address {mac} netns {namespace}"));
        ip(&format!("link set {port} master lab up"));
        ip(&format!("-n {namespace} link set lo up"));
        ip(&format!("-n {namespace} link set eth0 up"));
        ip(&format!("-n {namespace} address add {address}/24 dev eth0"));
        ip(&format!("-n {namespace} route add default dev eth0"));
        // dockerd wants it, and /proc/sys is read-only inside the container. Without sysctl, which a small machine lacks.
        let forward = "echo 1 >/proc/sys/net/ipv4/ip_forward";
        keeper.run("ip", &["netns", "exec", namespace, "sh", "-c", forward]);
    }

    /// Takes the card out, with everything that the host's programs have added to it.
    pub(crate) fn unplug(&self, keeper: &Keeper) {
        keeper.run("ip", &["link", "delete", &self.port]);
        keeper.run("ip", &["netns", "delete", &self.namespace]);
    }

    /// Keeps the port from talking to the other ports that are isolated, or no longer.
    pub(crate) fn isolate(&self, keeper: &Keeper, isolated: bool) {
        keeper.run(
            "ip",
            &["link", "set", &self.port, "type", "bridge_slave", "isolated", if isolated { "on" } else { "off" }],
        );
    }

    /// Pulls the cable (`false`) or puts it back.
    pub(crate) fn connect(&self, keeper: &Keeper, connected: bool) {
        keeper.run("ip", &["link", "set", &self.port, if connected { "up" } else { "down" }]);
    }
}
