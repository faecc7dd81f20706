//! The interfaces of a host, as `network` describes them in the terms of netplan.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::values::names::{BondMode, LacpRate, TransmitHashPolicy};

/// The network interfaces of a host, in the terms of netplan. It replaces `interface`, `gateway` and `nameservers`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetworkTable {
    /// The network cards, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ethernets: Option<IndexMap<String, EthernetTable>>,
    /// The bonds, by name. swarmgen creates each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bonds: Option<IndexMap<String, BondTable>>,
    /// The VLANs, by name. swarmgen creates each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vlans: Option<IndexMap<String, VlanTable>>,
    /// The bridges, by name. swarmgen creates each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bridges: Option<IndexMap<String, BridgeTable>>,
}

/// Declares the table of a kind of interface: its own keys, and those that every kind has.
macro_rules! interface {
    ($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $doc:literal])+ $(#[schemars($($range:tt)+)])? $key:ident: $type:ty,)+ }) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub struct $name {
            $(
                $(#[doc = $doc])+
                #[serde(skip_serializing_if = "Option::is_none")]
                $(#[schemars($($range)+)])?
                pub $key: Option<$type>,
            )+
            /// Static addresses, each with the prefix length of its subnet, such as `192.168.31.11/24`.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub addresses: Option<Vec<String>>,
            /// Whether DHCP assigns an IPv4 address. Default: `false`.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub dhcp4: Option<bool>,
            /// Whether DHCP assigns an IPv6 address. Default: `false`.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub dhcp6: Option<bool>,
            /// Routes through this interface.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub routes: Option<Vec<RouteTable>>,
            /// The DNS servers of this interface.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub nameservers: Option<NameserversTable>,
            /// The largest packet, in bytes. Default: `1500`; a VLAN inherits it from its `link`, a bridge from its
            /// interfaces.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schemars(range(min = 1280, max = 65535))]
            pub mtu: Option<u32>,
        }
    };
}

interface! {
    /// A network card.
    EthernetTable {
        /// The properties that identify the card. Default: the name of the table.
        r#match: MatchTable,
        /// The new name of the card. It requires `match`. Default: the name of the table.
        set_name: String,
    }
}

interface! {
    /// A bond: several network cards that act as one.
    BondTable {
        /// The network cards of the bond, by the names of their tables in `ethernets`. Required.
        interfaces: Vec<String>,
        /// The options of the bond.
        parameters: BondParametersTable,
    }
}

interface! {
    /// A VLAN, with the tag of IEEE 802.1Q.
    VlanTable {
        /// The number of the VLAN. Required.
        #[schemars(range(min = 1, max = 4094))]
        id: u16,
        /// The interface below it: a network card, a bond or a bridge. Required.
        link: String,
    }
}

interface! {
    /// A bridge.
    BridgeTable {
        /// The interfaces of the bridge: network cards, bonds or VLANs.
        interfaces: Vec<String>,
        /// The options of the bridge.
        parameters: BridgeParametersTable,
    }
}

/// The properties that identify a network card.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchTable {
    /// The Ethernet address of the card. Required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub macaddress: Option<String>,
}

/// A route.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RouteTable {
    /// The destination: a subnet, or `default`.
    pub to: String,
    /// The address of the router.
    pub via: String,
    /// Whether the interface reaches the router directly although the router is outside the interface's subnets.
    /// Default: `false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_link: Option<bool>,
    /// The priority; the lowest number wins. Default: that of the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<u32>,
}

/// DNS servers.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameserversTable {
    /// The addresses of the servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<String>>,
    /// The search domains for short names. Default: `domain` of `[cluster]`, if there are `addresses`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<Vec<String>>,
}

/// The options of a bond.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BondParametersTable {
    /// The mode. Default: `balance-rr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<BondMode>,
    /// The interval in milliseconds at which the bond checks the cables. Default: `100`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 60000))]
    pub mii_monitor_interval: Option<u32>,
    /// How often the switch sends its state, for the mode `802.3ad`. Default: `slow`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacp_rate: Option<LacpRate>,
    /// The packet fields that select the card, for the modes `802.3ad`, `balance-xor` and `balance-tlb`. Default:
    /// `layer2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transmit_hash_policy: Option<TransmitHashPolicy>,
    /// The preferred network card, for the modes `active-backup`, `balance-alb` and `balance-tlb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<String>,
}

/// The options of a bridge.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BridgeParametersTable {
    /// Whether the bridge runs the Spanning Tree Protocol. Default: `false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stp: Option<bool>,
    /// The seconds until a port forwards. Default: `0` without `stp`, else `15`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 30))]
    pub forward_delay: Option<u32>,
}
