//! The settings of a host, as `[defaults]`, `[groups.NAME]` and `[hosts.NAME]` write them.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NetbootTable;
use crate::values::{
    names::{Availability, OsName, Role, UserDataLimit},
    secret::SecretRef,
};

/// Settings of a host. What the host does not say comes from its groups, the last listed first, then from `[defaults]`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostTable {
    /// Groups whose settings apply, a later one over an earlier one. A group may list groups itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// The operating system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os: Option<OsName>,
    /// Manager or worker; `worker` unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The address in the cluster's subnet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The network interface that has the address, such as `eth0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
    /// The default gateway. With it the address is configured statically, without it by DHCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// DNS servers, for a static address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nameservers: Option<Vec<String>>,
    /// The Ethernet address of the interface; needed for network boot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
    /// The address or interface that other nodes reach this one at; the `address` unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advertise_address: Option<String>,
    /// The address or interface for traffic between containers; the advertised one unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_path_address: Option<String>,
    /// Node labels for placement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<IndexMap<String, String>>,
    /// Whether the node takes tasks; `active` unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Availability>,
    /// The user to log in as; the image's own unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// SSH public keys of that user.
    // Line breaks are let through here: the check can tell what somebody pasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("items" = { "type": "string", "contentMediaType": "text/plain" }))]
    pub ssh_authorized_keys: Option<Vec<String>>,
    /// The hashed password of that user, as crypt(5) writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<SecretRef>,
    /// Further packages, by the distribution's names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<Vec<String>>,
    /// Further files, by absolute path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<IndexMap<String, FileTable>>,
    /// Further systemd units, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<IndexMap<String, UnitTable>>,
    /// Where the user-data is handed over, or how many bytes of text are taken there; sets its size limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<UserDataLimit>,
    /// What it boots from the network, where that is not what `[pxe]` says of its operating system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pxe: Option<NetbootTable>,
}

/// A file of the user's own: either `content` or `secret`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileTable {
    /// The content as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("contentMediaType" = "text/plain"))]
    pub content: Option<String>,
    /// The content as a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<SecretRef>,
    /// The permission bits in octal; `"0644"` unless set, `"0600"` for a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
}

/// A systemd unit of the user's own.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitTable {
    /// The unit file; without it the unit is one that the image has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("contentMediaType" = "text/plain"))]
    pub content: Option<String>,
    /// Whether the unit is enabled and started; `true` unless set. With `false` a unit that the image has is disabled and stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Drop-in files by name, such as `10-limits.conf`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dropins: Option<IndexMap<String, DropIn>>,
}

/// The content of a drop-in file.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("contentMediaType" = "text/plain"))]
pub struct DropIn(pub String);
