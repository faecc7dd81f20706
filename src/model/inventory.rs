//! The inventory as the operator writes it: keys that TOML may omit are optional, and values are still text.
//!
//! The doc comments of this module are the help of the options. The JSON Schema (`swarmgen schema`), the shape check of
//! [`crate::parse`] and `docs/inventory.md` come from these types alone. To add an option, add a field.
//!
//! A doc comment ends with `Default: X.` where the option has a default. Its first paragraph is a row of the reference;
//! further paragraphs become a section of their own.

mod cluster_wide;
mod host;
mod network;
mod secret_refs;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use cluster_wide::{
    CleanupTable, ClusterTable, DeliveryTable, DockerTable, FirewallTable, MirrorTable, NetbootTable, OneOrMore,
    OverlayTable, PxeTable, RegistryTable, SecretsTable, ShellTable, StackTable, StorageTable, SwarmTable,
    TextOrSecret, TraefikTable,
};
pub use host::{DropIn, FileTable, HostDockerTable, HostTable, UnitTable};
pub use network::{
    BondParametersTable, BondTable, BridgeParametersTable, BridgeTable, EthernetTable, MatchTable, NameserversTable,
    NetworkTable, RouteTable, VlanTable,
};

/// One inventory describes one swarm: the settings that all hosts share, and every host.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    /// The swarm as a whole.
    pub cluster: ClusterTable,
    /// The options of `docker swarm init`.
    #[serde(default)]
    pub swarm: SwarmTable,
    /// The storage that every host mounts. The hosts find each other through it.
    pub storage: StorageTable,
    /// The engine.
    #[serde(default)]
    pub docker: DockerTable,
    /// The registry mirror: a pull-through cache for Docker Hub.
    pub mirror: Option<MirrorTable>,
    /// Traefik, for clusters that do not have one yet.
    pub traefik: Option<TraefikTable>,
    /// The automatic removal of stopped containers and unused images.
    #[serde(default)]
    pub cleanup: CleanupTable,
    /// Completion and aliases for bash.
    #[serde(default)]
    pub shell: ShellTable,
    /// The swarm's ports in the host's firewall.
    #[serde(default)]
    pub firewall: FirewallTable,
    /// The configuration that hosts are given.
    #[serde(default)]
    pub delivery: DeliveryTable,
    /// Network boot. With this table, swarmgen writes boot scripts for every host that has a `mac`.
    pub pxe: Option<PxeTable>,
    /// The limits for reading secrets.
    #[serde(default)]
    pub secrets: SecretsTable,
    /// Settings of every host. A group or a host overrides them.
    #[serde(default)]
    pub defaults: HostTable,
    /// Settings of the hosts that list the group in `groups`. They override `[defaults]`; a host overrides them.
    #[serde(default)]
    pub groups: IndexMap<String, HostTable>,
    /// The hosts by short name, at least one. Their order matters: the first manager starts the swarm, and the next one
    /// replaces it if it is lost.
    pub hosts: IndexMap<String, HostTable>,
    /// Networks of the swarm by name. The leader creates them before the stacks, and changes none that exists.
    #[serde(default)]
    pub networks: IndexMap<String, OverlayTable>,
    /// Accounts at registries, by the host of the registry. The leader passes them on to the hosts that run a service.
    #[serde(default)]
    pub registries: IndexMap<String, RegistryTable>,
    /// Compose stacks by name. The leader deploys them once the swarm has formed.
    #[serde(default)]
    pub stacks: IndexMap<String, StackTable>,
}
