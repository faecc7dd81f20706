//! One network card for each host, on the lab's one switch.

use crate::keeper::Keeper;

/// The card of one host: a network namespace with `eth0`, and the port of the switch at the other end of its cable.
pub(crate) struct Card {
    namespace: String,
    port: String,
    mac: String,
    address: String,
}

impl Card {
    /// The card of the host with this number in its lab, with an address in a /24.
    pub(crate) fn new(number: usize, address: &str) -> Self {
        Self {
            namespace: format!("host{number}"),
            port: format!("port{number}"),
            mac: format!("52:54:00:00:00:{number:02x}"),
            address: address.to_owned(),
        }
    }

    /// The path of the namespace, for other programs.
    pub(crate) fn namespace_path(&self) -> String {
        format!("/run/netns/{}", self.namespace)
    }

    /// Creates the namespace and plugs it in. The address is there before the host boots, as with a quick DHCP server.
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
        // dockerd needs it, and /proc/sys is read-only inside the container. sysctl would do, but a small machine may
        // lack it.
        let forward = "echo 1 >/proc/sys/net/ipv4/ip_forward";
        keeper.run("ip", &["netns", "exec", namespace, "sh", "-c", forward]);
    }

    /// Removes the card, with everything that the host's programs have added to it.
    pub(crate) fn unplug(&self, keeper: &Keeper) {
        keeper.run("ip", &["link", "delete", &self.port]);
        keeper.run("ip", &["netns", "delete", &self.namespace]);
    }

    /// Separates the port from the other isolated ports, or ends this.
    pub(crate) fn isolate(&self, keeper: &Keeper, isolated: bool) {
        keeper.run(
            "ip",
            &["link", "set", &self.port, "type", "bridge_slave", "isolated", if isolated { "on" } else { "off" }],
        );
    }

    /// Unplugs the cable (`false`) or plugs it in.
    pub(crate) fn connect(&self, keeper: &Keeper, connected: bool) {
        keeper.run("ip", &["link", "set", &self.port, if connected { "up" } else { "down" }]);
    }
}
