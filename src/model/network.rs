//! The network interfaces of a host, resolved: the vocabulary of the checks and of every format.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::{
    model::cluster::{Cluster, Host},
    values::{
        names::{BondMode, LacpRate, TransmitHashPolicy},
        net::MacAddr,
        node_address::NodeAddress,
    },
};

/// The MTU of Ethernet, which an interface has by default.
pub const ETHERNET_MTU: u32 = 1500;

/// The longest stack of interfaces: a bridge on a VLAN on a bond on a network card.
const DEEPEST: usize = 4;

/// The interfaces of a host: network cards, bonds, VLANs, bridges, each kind in the order of the inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interfaces(pub Vec<Interface>);

/// A network interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// The name of its table, by which other interfaces refer to it.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Static addresses with the prefix lengths of their subnets.
    pub addresses: Vec<IpNet>,
    /// Whether DHCP assigns an IPv4 address.
    pub dhcp4: bool,
    /// Whether DHCP assigns an IPv6 address.
    pub dhcp6: bool,
    /// Routes.
    pub routes: Vec<Route>,
    /// DNS servers.
    pub nameservers: Vec<IpAddr>,
    /// Search domains.
    pub search: Vec<String>,
    /// The MTU; `None` for the default.
    pub mtu: Option<u32>,
}

/// The kind of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A network card. The name applies to the card with the Ethernet address, or else is the card's own.
    Ethernet {
        /// The name on the host.
        name: String,
        /// The Ethernet address.
        mac: Option<MacAddr>,
    },
    /// A bond of network cards.
    Bond {
        /// The cards.
        ports: Vec<String>,
        /// The options.
        parameters: BondParameters,
    },
    /// A VLAN.
    Vlan {
        /// Its number.
        id: u16,
        /// The interface below it.
        link: String,
    },
    /// A bridge.
    Bridge {
        /// Its interfaces.
        ports: Vec<String>,
        /// Whether it runs the Spanning Tree Protocol.
        stp: bool,
        /// The seconds until a port forwards.
        forward_delay: u32,
    },
}

impl Kind {
    /// The key of the kind in the inventory.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Ethernet { .. } => "ethernets",
            Self::Bond { .. } => "bonds",
            Self::Vlan { .. } => "vlans",
            Self::Bridge { .. } => "bridges",
        }
    }
}

/// The options of a bond.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BondParameters {
    /// The mode.
    pub mode: BondMode,
    /// The interval of the cable checks, in milliseconds.
    pub mii_monitor_interval: u32,
    /// How often the switch sends its state.
    pub lacp_rate: Option<LacpRate>,
    /// The packet fields that select the card.
    pub transmit_hash_policy: Option<TransmitHashPolicy>,
    /// The preferred card.
    pub primary: Option<String>,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The destination; all zeros for the default route.
    pub to: IpNet,
    /// The router.
    pub via: IpAddr,
    /// Whether the interface reaches the router directly, although no subnet of the interface contains it.
    pub on_link: bool,
    /// The priority.
    pub metric: Option<u32>,
}

impl Route {
    /// Whether this is a default route.
    pub fn is_default(&self) -> bool {
        self.to.prefix_len() == 0
    }
}

impl Interface {
    /// The name on the host.
    pub fn name(&self) -> &str {
        match &self.kind {
            Kind::Ethernet { name, .. } => name,
            Kind::Bond { .. } | Kind::Vlan { .. } | Kind::Bridge { .. } => &self.id,
        }
    }

    /// The interfaces that this one controls.
    pub fn ports(&self) -> &[String] {
        match &self.kind {
            Kind::Bond { ports, .. } | Kind::Bridge { ports, .. } => ports,
            Kind::Ethernet { .. } | Kind::Vlan { .. } => &[],
        }
    }

    /// The interfaces that this one is made of.
    pub fn parts(&self) -> &[String] {
        match &self.kind {
            Kind::Vlan { link, .. } => std::slice::from_ref(link),
            Kind::Ethernet { .. } | Kind::Bond { .. } | Kind::Bridge { .. } => self.ports(),
        }
    }

    /// Whether it gets any address.
    pub fn has_address(&self) -> bool {
        !self.addresses.is_empty() || self.has_dhcp()
    }

    /// Whether DHCP assigns an address.
    pub fn has_dhcp(&self) -> bool {
        self.dhcp4 || self.dhcp6
    }
}

impl Interfaces {
    /// The interface whose table has this name.
    pub fn find(&self, id: &str) -> Option<&Interface> {
        self.0.iter().find(|interface| interface.id == id)
    }

    /// The bond or bridge that controls the interface.
    pub fn controller(&self, id: &str) -> Option<&Interface> {
        self.0.iter().find(|interface| interface.ports().iter().any(|port| port == id))
    }

    /// The VLANs above the interface.
    pub fn vlans<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Interface> {
        self.0.iter().filter(move |interface| matches!(&interface.kind, Kind::Vlan { link, .. } if link == id))
    }

    /// The interface with this static address.
    pub fn owner(&self, address: IpAddr) -> Option<&Interface> {
        self.0.iter().find(|interface| interface.addresses.iter().any(|own| own.addr() == address))
    }

    /// Every static address.
    pub fn addresses(&self) -> impl Iterator<Item = IpNet> {
        self.0.iter().flat_map(|interface| interface.addresses.iter().copied())
    }

    /// Whether any interface gets its address by DHCP.
    pub fn has_dhcp(&self) -> bool {
        self.0.iter().any(Interface::has_dhcp)
    }

    /// The MTU of an interface, its own or the one that it inherits.
    pub fn mtu(&self, interface: &Interface) -> u32 {
        self.mtu_within(interface, DEEPEST)
    }

    /// Follows at most `steps` steps down: a check of its own reports a loop.
    fn mtu_within(&self, interface: &Interface, steps: usize) -> u32 {
        // A bond sets the MTU of its cards, and does not follow them.
        let follows = steps > 0 && !matches!(interface.kind, Kind::Bond { .. });
        let parts = interface.parts().iter().filter(|_| follows).filter_map(|id| self.find(id));
        let inherited = || parts.map(|part| self.mtu_within(part, steps - 1)).min().unwrap_or(ETHERNET_MTU);
        interface.mtu.unwrap_or_else(inherited)
    }

    /// The smallest MTU of the interfaces with addresses.
    fn smallest_mtu(&self) -> u32 {
        let addressed = self.0.iter().filter(|interface| interface.has_address());
        addressed.map(|interface| self.mtu(interface)).min().unwrap_or(ETHERNET_MTU)
    }

    /// The interface of a node's address.
    fn carrier(&self, address: &NodeAddress) -> Option<&Interface> {
        match address {
            NodeAddress::Ip(address) => self.owner(*address),
            NodeAddress::Interface(name) => self.0.iter().find(|interface| interface.name() == name),
        }
    }

    /// The interface of the default route.
    fn way_out(&self) -> Option<&Interface> {
        self.0.iter().find(|interface| interface.routes.iter().any(Route::is_default))
    }
}

impl Host {
    /// The MTU of the traffic between containers of different hosts.
    fn data_mtu(&self) -> u32 {
        let carrier = |network: &Interfaces| {
            let address = self.data_path_address.as_ref().unwrap_or(&self.advertise_address);
            network.carrier(address).map_or_else(|| network.smallest_mtu(), |interface| network.mtu(interface))
        };
        self.network.as_ref().map_or(ETHERNET_MTU, carrier)
    }

    /// The MTU of the traffic between containers and other networks.
    fn outer_mtu(&self) -> u32 {
        let way_out = |network: &Interfaces| {
            network.way_out().map_or_else(|| network.smallest_mtu(), |interface| network.mtu(interface))
        };
        self.network.as_ref().map_or(ETHERNET_MTU, way_out)
    }
}

impl Cluster {
    /// The MTU below the overlay networks, the smallest of all hosts; `None` if it is Docker's default.
    pub fn overlay_mtu(&self) -> Option<u32> {
        overlay_mtu(&self.hosts)
    }

    /// The MTU of Docker's bridges, the smallest of all hosts; `None` if it is Docker's default.
    pub fn bridge_mtu(&self) -> Option<u32> {
        bridge_mtu(&self.hosts)
    }
}

/// See [`Cluster::overlay_mtu`].
pub fn overlay_mtu(hosts: &[Host]) -> Option<u32> {
    smallest(hosts.iter().map(Host::data_mtu))
}

/// See [`Cluster::bridge_mtu`].
pub fn bridge_mtu(hosts: &[Host]) -> Option<u32> {
    smallest(hosts.iter().map(Host::outer_mtu))
}

fn smallest(mtus: impl Iterator<Item = u32>) -> Option<u32> {
    mtus.min().filter(|mtu| *mtu != ETHERNET_MTU)
}
