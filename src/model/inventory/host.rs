//! The settings of a host, as `[defaults]`, `[groups.NAME]` and `[hosts.NAME]` write them.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{NetbootTable, NetworkTable};
use crate::values::{
    names::{Availability, OsName, Role, UserDataLimit},
    secret::SecretRef,
};

/// The keys of `[defaults]`, `[groups.NAME]` and `[hosts.NAME]`. A host overrides its groups, and groups override
/// `[defaults]`. A list replaces another list; the tables `labels`, `files`, `units`, `docker`, `network` and `pxe` merge
/// key by key.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostTable {
    /// Groups whose settings apply. A later group overrides an earlier one. A group may list groups itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// The operating system. Every host must have one, from its own table, a group or `[defaults]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os: Option<OsName>,
    /// The role in the swarm. Default: `worker`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The IP address, within the subnet of the cluster. Required, unless `network` has exactly one address in the
    /// subnet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The network interface of the address, such as `eth0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
    /// The default gateway. With it, swarmgen configures the address statically; without it, DHCP assigns the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// DNS servers, for a static address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nameservers: Option<Vec<String>>,
    /// The Ethernet address of the interface. Required for network boot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
    /// The network interfaces, for a bond, a VLAN, a bridge, several interfaces, or an MTU. It replaces `interface`,
    /// `gateway` and `nameservers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkTable>,
    /// The address or interface at which other nodes reach the host. Default: `address`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advertise_address: Option<String>,
    /// The address or interface at which the engine listens, if the host does not have `advertise_address` itself: behind
    /// NAT. Default: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen_address: Option<String>,
    /// The address or interface for traffic between containers. Default: `advertise_address`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_path_address: Option<String>,
    /// Node labels, for placement constraints.
    ///
    /// A map of strings: `labels = { zone = "a", ssd = "" }`. The leader sets these labels on the node. It removes a
    /// label of an earlier inventory, and keeps a label that the operator set by hand. A service selects nodes by labels,
    /// as in `node.labels.zone == a`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<IndexMap<String, String>>,
    /// Whether the node accepts tasks. Default: `active`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Availability>,
    /// The login user. Default: the user of the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// SSH public keys of that user.
    // The schema accepts line breaks here: a check explains the broken paste better than the schema could.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("items" = { "type": "string", "contentMediaType": "text/plain" }))]
    pub ssh_authorized_keys: Option<Vec<String>>,
    /// The password hash of that user, in the format of crypt(5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<SecretRef>,
    /// Additional packages, by their names in the distribution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<Vec<String>>,
    /// Additional files, by absolute path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<IndexMap<String, FileTable>>,
    /// Additional systemd units, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<IndexMap<String, UnitTable>>,
    /// The platform that receives the user-data, or its limit in bytes of text. Rendering fails if the user-data is
    /// larger. Default: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<UserDataLimit>,
    /// The engine of the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docker: Option<HostDockerTable>,
    /// The images and arguments of the host's network boot. Each key overrides the one in `[pxe.images.OS]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pxe: Option<NetbootTable>,
}

/// The engine of a host, such as `[groups.gpu.docker.daemon]` for hosts with graphics cards.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostDockerTable {
    /// Keys that swarmgen merges into the `daemon.json` of the host, as Docker names them. They override the keys of
    /// `[docker.daemon]`: tables merge key by key, other values replace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daemon: Option<serde_json::Map<String, serde_json::Value>>,
}

/// A file of the operator. It must have either `content` or `secret`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileTable {
    /// The content, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("contentMediaType" = "text/plain"))]
    pub content: Option<String>,
    /// The content, as a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<SecretRef>,
    /// The permission bits in octal. Default: `"0644"`, or `"0600"` for a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
}

/// A systemd unit of the operator, or changes to a unit of the image.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitTable {
    /// The unit file. Omit it for a unit of the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("contentMediaType" = "text/plain"))]
    pub content: Option<String>,
    /// Whether to enable and start the unit. With `false`, a unit of the image is disabled and stopped. Default:
    /// `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Drop-in files by name, such as `10-limits.conf`.
    ///
    /// A map from the name of a drop-in to its content: `dropins = { "10-limits.conf" =
    /// "[Service]\nLimitNOFILE=65536\n" }`. The name must end in `.conf`. systemd merges drop-ins into the
    /// unit, also into one of the image or of swarmgen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dropins: Option<IndexMap<String, DropIn>>,
}

/// The content of a drop-in file.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("contentMediaType" = "text/plain"))]
pub struct DropIn(pub String);
