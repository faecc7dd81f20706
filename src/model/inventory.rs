//! The inventory exactly as its author writes it: optional where TOML may leave it out, text where text is written.
//!
//! The doc comments of this module are the help of the options: the JSON Schema (`swarmgen schema`), the shape check of
//! [`crate::parse`] and `docs/inventory.md` are made from these types and from nothing else. To add an option, add a field.

mod cluster_wide;
mod host;
mod secret_refs;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use cluster_wide::{
    CleanupTable, ClusterTable, DockerTable, FirewallTable, MirrorTable, NetbootTable, PxeTable, ShellTable,
    StackTable, StorageTable, SwarmTable, TraefikTable,
};
pub use host::{DropIn, FileTable, HostTable, UnitTable};

/// One inventory describes one swarm: what all hosts share, and every host.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    /// The swarm as a whole.
    pub cluster: ClusterTable,
    /// What `docker swarm init` takes.
    #[serde(default)]
    pub swarm: SwarmTable,
    /// The storage that every host mounts; the hosts find each other through it.
    pub storage: StorageTable,
    /// The engine.
    #[serde(default)]
    pub docker: DockerTable,
    /// The registry mirror: a pull-through cache for Docker Hub.
    pub mirror: Option<MirrorTable>,
    /// Traefik itself, for clusters that have none.
    pub traefik: Option<TraefikTable>,
    /// The automatic removal of stopped containers and unused images.
    #[serde(default)]
    pub cleanup: CleanupTable,
    /// Comfort at the prompt.
    #[serde(default)]
    pub shell: ShellTable,
    /// The swarm's ports in the host's firewall.
    #[serde(default)]
    pub firewall: FirewallTable,
    /// Network boot; its presence asks for boot scripts for every host that has a `mac`.
    pub pxe: Option<PxeTable>,
    /// Settings of every host, unless a group or the host itself says otherwise.
    #[serde(default)]
    pub defaults: HostTable,
    /// Settings of the hosts that list the group in `groups`.
    #[serde(default)]
    pub groups: IndexMap<String, HostTable>,
    /// The hosts by short name. Their order matters: the first manager starts the swarm, the next one stands in for it.
    pub hosts: IndexMap<String, HostTable>,
    /// Compose stacks that are deployed once the swarm has formed, by name.
    #[serde(default)]
    pub stacks: IndexMap<String, StackTable>,
}
