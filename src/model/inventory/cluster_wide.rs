//! The tables that apply to the whole swarm.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::values::{
    key_path::KeyPath,
    names::{CleanupMethod, Install, MirrorVia, OsName, StorageType},
    secret::SecretRef,
};

/// The swarm as a whole.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterTable {
    /// The name of the cluster, one DNS label. The hosts use a folder of this name on the share.
    pub name: String,
    /// The DNS domain of the hosts: with `example.com`, the host `ds1` is `ds1.example.com`.
    pub domain: String,
    /// The subnet of the hosts' addresses, such as `192.168.31.0/24`.
    pub subnet: String,
    /// The time zone of the hosts, such as `Europe/Berlin`. Default: the time zone of the image.
    pub timezone: Option<String>,
    /// The generation of the swarm. A higher number starts a new swarm. Default: `1`.
    #[schemars(range(min = 1))]
    pub generation: Option<u32>,
    /// The edition of the inventory. Running hosts follow the highest one. Default: `1`.
    #[schemars(range(min = 1))]
    pub revision: Option<u32>,
}

/// The options of `docker swarm init`. Docker supplies the defaults.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SwarmTable {
    /// IPv4 networks from which Docker allocates overlay networks, such as `10.20.0.0/16`. Default: Docker's,
    /// `10.0.0.0/8`.
    pub default_addr_pool: Option<Vec<String>>,
    /// The prefix length of each overlay network. Default: Docker's, `24`.
    #[schemars(range(min = 1, max = 29))]
    pub default_addr_pool_mask_length: Option<u8>,
    /// The UDP port of the traffic between containers. Default: Docker's, `4789`.
    #[schemars(range(min = 1024, max = 49151))]
    pub data_path_port: Option<u16>,
    /// The lifetime of node certificates, such as `720h`; at least `1h`. Default: Docker's, `2160h`.
    pub cert_expiry: Option<String>,
    /// The number of finished tasks that Docker keeps for each replica. Default: Docker's, `5`.
    pub task_history_limit: Option<u32>,
    /// The interval at which nodes report to managers, such as `10s`. Default: Docker's, `5s`.
    pub dispatcher_heartbeat: Option<String>,
    /// Whether a manager requires a key after each restart. With `true`, the operator must unlock it after each reboot.
    /// Default: `false`.
    pub autolock: Option<bool>,
}

/// The storage that every host mounts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StorageTable {
    /// The kind of storage. With `existing`, the image mounts it, or a mount unit in `units`, such as `var-data.mount`.
    pub r#type: StorageType,
    /// The device or export, as mount(8) expects it. Required, except for the type `existing`.
    pub source: Option<String>,
    /// The mount point, an absolute path. Default: `/var/data`.
    pub mountpoint: Option<String>,
    /// Additional mount options. For `cephfs` they name the user and a file with the key: `name=swarm`,
    /// `secretfile=/etc/ceph/swarm.secret`.
    pub options: Option<Vec<String>>,
}

/// The engine.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DockerTable {
    /// The source of the engine. Default: `distro` on Debian and Ubuntu, `docker-ce` on Rocky, Alma and CentOS Stream,
    /// `present` elsewhere.
    pub install: Option<Install>,
    /// The version of the engine's package, such as `28.5.1` or `28.5`. Default: the newest in the repository.
    pub version: Option<String>,
    /// Keys that swarmgen merges into `daemon.json`, as Docker names them. A group or a host overrides them.
    pub daemon: Option<serde_json::Map<String, serde_json::Value>>,
}

/// The registry mirror: a pull-through cache for Docker Hub, as a stack on the share.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MirrorTable {
    /// The DNS name of the mirror, which Traefik routes. Required, except with `via = "loopback"`.
    pub fqdn: Option<String>,
    /// How the engines reach the mirror. Default: `traefik`.
    pub via: Option<MirrorVia>,
    /// The major version of Traefik for which the service carries labels. Default: `3`.
    #[schemars(range(min = 1, max = 3))]
    pub traefik_version: Option<u8>,
    /// The overlay network that the mirror shares with Traefik. Default: `network` of `[traefik]`, else `traefik`.
    pub network: Option<String>,
    /// The certificate resolver of Traefik 2 or 3. Default: `certresolver` of `[traefik]`.
    pub certresolver: Option<String>,
    /// The image of the registry, with a tag. Default: `registry:3.1.1`.
    pub image: Option<String>,
    /// The published port. Default: `5000`.
    #[schemars(range(min = 1))]
    pub port: Option<u16>,
    /// The URL of the registry to mirror, without an account. Default: Docker Hub, `https://registry-1.docker.io`.
    pub upstream: Option<String>,
    /// How long the mirror keeps an image, such as `168h`; `0` keeps it forever. Requires a registry image of version
    /// 3. The registry's expiry can damage images that share layers. Default: `0`.
    pub ttl: Option<String>,
    /// The account at the upstream registry. `username` and `password` require each other.
    pub username: Option<SecretRef>,
    /// The password or access token of the account.
    pub password: Option<SecretRef>,
}

/// Traefik, version 3.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TraefikTable {
    /// The image of Traefik, with a tag. Default: `traefik:v3.6.1`.
    pub image: Option<String>,
    /// The overlay network that Traefik shares with the services. Default: `network` of `[mirror]`, else `traefik`.
    pub network: Option<String>,
    /// The email address that the certificate authority writes to.
    pub email: Option<String>,
    /// The name of the certificate resolver. Default: `letsencrypt`.
    pub certresolver: Option<String>,
    /// Whether certificates come from the authority's staging service. Browsers do not trust them; use it for tests.
    /// Default: `false`.
    pub staging: Option<bool>,
}

/// The automatic removal of stopped containers and unused images.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CleanupTable {
    /// The method: a timer on every host, or a stack. Default: `timer`.
    pub method: Option<CleanupMethod>,
    /// The time between two runs, such as `30m`. Default: `1h`.
    pub interval: Option<String>,
    /// How long a container must be stopped, or an image unused, before its removal, such as `1h30m`. Default: `24h`.
    pub delay: Option<String>,
    /// The image for the method `stack`, with a tag. Default: `docker:28-cli`.
    pub image: Option<String>,
    /// Images to keep, as globs that match the name, or name and tag. Default: the images of Traefik, the mirror,
    /// Keepalived, GlusterFS and Ceph.
    pub keep_images: Option<Vec<String>>,
    /// Containers to keep, as globs that match the name. Default: none.
    pub keep_containers: Option<Vec<String>>,
}

/// Completion and aliases for bash.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShellTable {
    /// Whether bash completes docker commands. Default: `true`.
    pub completion: Option<bool>,
    /// The URL of the completion script for engines older than 23, which cannot generate one. Default: the script of
    /// Docker 26.1.5.
    pub completion_url: Option<String>,
    /// The SHA-256 of that script, in hex. A host rejects a script with another sum. Default: the sum of Docker's
    /// script.
    pub completion_sha256: Option<String>,
    /// Whether swarmgen installs the aliases. Default: `true`.
    pub aliases: Option<bool>,
}

/// The swarm's ports in the host's firewall.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirewallTable {
    /// Whether swarmgen opens the ports. Default: `true` where the operating system ships an active firewall, else
    /// `false`.
    pub manage: Option<bool>,
}

/// The configuration that hosts are given.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryTable {
    /// The place of the host program: `inline` in each configuration, `share` for the shared storage, or the URL of a web
    /// server. See [Sizes](sizes.md#the-program-elsewhere). Default: `inline`.
    pub program: Option<String>,
}

/// The limits for reading secrets.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretsTable {
    /// How long the `command` of a secret may run, such as `2m`, up to `1h`. Then swarmgen stops it and all its
    /// processes. Default: `30s`.
    pub command_timeout: Option<String>,
    /// The size of the largest secret, in bytes. Default: `1048576`.
    #[schemars(range(min = 1))]
    pub max_size: Option<u32>,
}

/// Network boot.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PxeTable {
    /// The URL that serves the output folder, such as `http://192.168.31.2:8080`.
    pub base_url: String,
    /// The URL of matchbox, for hosts that boot through it. Default: `base_url`.
    pub matchbox_url: Option<String>,
    /// The boot images, by operating system. The `pxe` of a host overrides them.
    #[serde(default)]
    pub images: IndexMap<OsName, NetbootTable>,
}

/// The images and arguments of a network boot.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetbootTable {
    /// The kernel: a URL, or a path below `base_url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel: Option<String>,
    /// The initrd: a URL, or a path below `base_url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initrd: Option<String>,
    /// The root file system of the live system, for Fedora CoreOS: a URL, or a path below `base_url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rootfs: Option<String>,
    /// Additional kernel arguments, such as `root=/dev/vda1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Vec<String>>,
    /// The disk on which Fedora CoreOS installs itself, such as `/dev/sda`. Default: none, the system runs in memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub install_device: Option<String>,
}

/// A network of the swarm. The leader creates it before the stacks, and changes none that exists.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverlayTable {
    /// The driver, one whose networks span the swarm. Default: `overlay`.
    pub driver: Option<String>,
    /// Whether containers outside of services can join. Default: `false`.
    pub attachable: Option<bool>,
    /// Whether Docker encrypts the traffic between hosts. Default: `false`.
    pub encrypted: Option<bool>,
    /// Whether the network has no way out of the swarm. Default: `false`.
    pub internal: Option<bool>,
    /// The subnet, such as `10.30.0.0/24`. Default: Docker chooses one.
    pub subnet: Option<String>,
    /// The largest packet in bytes. Default: Docker's, `1500`.
    #[schemars(range(min = 576, max = 65535))]
    pub mtu: Option<u32>,
    /// Further options of the driver, as in `docker network create --opt`.
    pub options: Option<IndexMap<String, String>>,
}

/// The account at a registry, by its host, such as `[registries."registry.example.com"]`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistryTable {
    /// The name of the account.
    pub username: TextOrSecret,
    /// The password or access token of the account.
    pub password: SecretRef,
}

/// A text, or a reference to it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum TextOrSecret {
    /// The text itself.
    Text(String),
    /// A reference.
    Secret(SecretRef),
}

/// One path, or a list of paths.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMore {
    /// One path.
    One(String),
    /// Paths in their order.
    More(Vec<String>),
}

impl OneOrMore {
    /// The paths, each with its place.
    pub fn paths(&self, at: &KeyPath) -> Vec<(KeyPath, &str)> {
        match self {
            Self::One(path) => vec![(at.clone(), path)],
            Self::More(paths) => paths.iter().enumerate().map(|(index, path)| (at.index(index), &**path)).collect(),
        }
    }
}

/// A compose stack of the operator.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StackTable {
    /// The compose file, relative to the inventory. The leader creates missing folders below the mount point that the
    /// services mount. A path that looks like a file, such as `init.sql`, is yours to copy there; a slash at its end makes
    /// it a folder.
    pub compose: String,
    /// Files that the compose file refers to, relative to the inventory.
    pub files: Option<Vec<String>>,
    /// The values of the variables in the compose file, such as `TAG = "1.29"`. They override those of `env_file`.
    pub variables: Option<IndexMap<String, String>>,
    /// Variables whose values only managers may read, each a `SECRET`.
    pub secret_variables: Option<IndexMap<String, SecretRef>>,
    /// Secrets of the swarm by their keys in the compose file, each a `SECRET`. They are never on the share.
    pub secrets: Option<IndexMap<String, SecretRef>>,
    /// Files with values of variables, `NAME=VALUE` a line, relative to the inventory; a later file overrides an earlier
    /// one. Default: none, swarmgen reads no `.env` by itself.
    pub env_file: Option<OneOrMore>,
    /// Whether the leader removes the stack instead of deploying it. A stack that is only deleted from the inventory
    /// keeps running. Default: `false`.
    pub remove: Option<bool>,
}
