//! The tables that hold for the whole swarm.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::values::{
    names::{CleanupMethod, Install, MirrorVia, OsName, StorageType},
    secret::SecretRef,
};

/// The swarm as a whole.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterTable {
    /// A short name; the hosts meet in a folder of this name on the shared storage.
    pub name: String,
    /// The DNS domain of the hosts: `ds1` is `ds1.example.com`.
    pub domain: String,
    /// The subnet of the hosts' addresses, such as `192.168.31.0/24`.
    pub subnet: String,
    /// The time zone of the hosts, such as `Europe/Berlin`; the image's own unless set.
    pub timezone: Option<String>,
    /// Which life of the swarm this is; a higher number starts a new swarm. 1 unless set.
    #[schemars(range(min = 1))]
    pub generation: Option<u32>,
    /// Which edition of the inventory this is; the highest wins on running hosts. 1 unless set.
    #[schemars(range(min = 1))]
    pub revision: Option<u32>,
}

/// What `docker swarm init` takes; Docker's own default where it is not set.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SwarmTable {
    /// Networks from which overlay networks are cut, such as `10.20.0.0/16`.
    pub default_addr_pool: Option<Vec<String>>,
    /// The prefix length of each overlay network cut from the pool.
    #[schemars(range(min = 1, max = 29))]
    pub default_addr_pool_mask_length: Option<u8>,
    /// The UDP port of the traffic between containers.
    #[schemars(range(min = 1024, max = 49151))]
    pub data_path_port: Option<u16>,
    /// How long node certificates last, such as `2160h`.
    pub cert_expiry: Option<String>,
    /// How many finished tasks are kept.
    pub task_history_limit: Option<u32>,
    /// How often nodes report, such as `5s`.
    pub dispatcher_heartbeat: Option<String>,
    /// Whether managers need a key after each restart; rules out an unattended reboot.
    pub autolock: Option<bool>,
}

/// The storage that every host mounts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StorageTable {
    /// The kind of storage.
    pub r#type: StorageType,
    /// What is mounted, in the words of mount(8); not needed for `existing`.
    pub source: Option<String>,
    /// Where it is mounted; `/var/data` unless set.
    pub mountpoint: Option<String>,
    /// Further mount options. For `cephfs` they name the user and a file with the key: `name=swarm`, `secretfile=/etc/ceph/swarm.secret`.
    pub options: Option<Vec<String>>,
}

/// The engine.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DockerTable {
    /// Where the engine comes from; what the operating system is best served with unless set.
    pub install: Option<Install>,
    /// The version of the engine's package, such as `28.5.1` or `28.5`; the repository's newest unless set.
    pub version: Option<String>,
    /// Keys merged into `daemon.json`, in Docker's own words.
    pub daemon: Option<serde_json::Map<String, serde_json::Value>>,
}

/// The registry mirror: a pull-through cache for Docker Hub, as a stack on the shared storage.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MirrorTable {
    /// The mirror's own name, which Traefik answers to.
    pub fqdn: Option<String>,
    /// How the engines reach it; `traefik` unless set.
    pub via: Option<MirrorVia>,
    /// The major version of Traefik whose labels the service carries; 3 unless set.
    #[schemars(range(min = 1, max = 3))]
    pub traefik_version: Option<u8>,
    /// The overlay network shared with Traefik; that of `[traefik]`, or else `traefik`, unless set.
    pub network: Option<String>,
    /// Traefik's certificate resolver, for versions 2 and 3; that of `[traefik]` unless set.
    pub certresolver: Option<String>,
    /// The registry's image, with a tag.
    pub image: Option<String>,
    /// The published port; 5000 unless set.
    #[schemars(range(min = 1))]
    pub port: Option<u16>,
    /// The registry that is mirrored; Docker Hub unless set.
    pub upstream: Option<String>,
    /// How long a fetched image is kept, such as `168h`; unless set `0`, for ever, since the registry's expiry breaks images
    /// that share layers. Only a registry of version 3 knows it.
    pub ttl: Option<String>,
    /// The account at the upstream registry.
    pub username: Option<SecretRef>,
    /// Its password or access token.
    pub password: Option<SecretRef>,
}

/// Traefik itself, version 3.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TraefikTable {
    /// Traefik's image, with a tag.
    pub image: Option<String>,
    /// The overlay network shared with the services; the mirror's unless set.
    pub network: Option<String>,
    /// The address that the certificate authority writes to.
    pub email: Option<String>,
    /// The name of the certificate resolver; `letsencrypt` unless set.
    pub certresolver: Option<String>,
    /// Whether certificates come from the authority's staging service, for trials.
    pub staging: Option<bool>,
}

/// The automatic removal of stopped containers and unused images.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CleanupTable {
    /// What cleans up; `timer` unless set.
    pub method: Option<CleanupMethod>,
    /// How often, such as `30m`; `1h` unless set.
    pub interval: Option<String>,
    /// How long something must have been unused, such as `1h30m`; `24h` unless set.
    pub delay: Option<String>,
    /// The image of the method `stack`, with a tag.
    pub image: Option<String>,
    /// Images that stay, as globs over the name or over name and tag; those of Traefik, the mirror and the shared storage unless set.
    pub keep_images: Option<Vec<String>>,
    /// Containers that stay, as globs over the name.
    pub keep_containers: Option<Vec<String>>,
}

/// Comfort at the prompt.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShellTable {
    /// Whether bash completes docker commands; `true` unless set.
    pub completion: Option<bool>,
    /// Where engines before 23 get their completion, which they cannot write; Docker's own of release 26.1.5 unless set.
    pub completion_url: Option<String>,
    /// The SHA-256 of what is there, in hex; that of Docker's own unless set. Nothing else is taken.
    pub completion_sha256: Option<String>,
    /// Whether the aliases are there; `true` unless set.
    pub aliases: Option<bool>,
}

/// The swarm's ports in the host's firewall.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirewallTable {
    /// Whether the ports are opened; `true` where the operating system ships an active firewall, unless set.
    pub manage: Option<bool>,
}

/// Network boot.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PxeTable {
    /// The URL under which the output folder is served, such as `http://192.168.31.2:8080`.
    pub base_url: String,
    /// The URL of matchbox, if that is what the hosts ask; `base_url` unless set.
    pub matchbox_url: Option<String>,
    /// What each operating system boots, by its name; a host's own `pxe` goes before it.
    #[serde(default)]
    pub images: IndexMap<OsName, NetbootTable>,
}

/// What is booted from the network.
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
    /// Further kernel arguments, such as `root=/dev/vda1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Vec<String>>,
    /// The disk that the system installs itself to, such as `/dev/sda`, for Fedora CoreOS; without it the system runs in memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub install_device: Option<String>,
}

/// A compose stack of the user's own.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StackTable {
    /// The compose file, relative to the inventory. Folders below the mount point that its services mount are made where they are missing.
    pub compose: String,
    /// Files that the compose file names, in its folder or below, relative to the inventory.
    pub files: Option<Vec<String>>,
    /// Whether the stack is taken away instead of deployed. A stack that only vanishes from the inventory stays.
    pub remove: Option<bool>,
}
