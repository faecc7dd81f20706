//! The inventory resolved: defaults filled in, settings inherited, every value of its own type.
//!
//! An `Option` here means that there is none, never that a default of swarmgen's is still to come.

use std::{collections::BTreeMap, net::IpAddr, time::Duration};

use ipnet::{IpNet, Ipv4Net};

use crate::{
    os::Os,
    values::{
        key_path::KeyPath,
        names::{Availability, CleanupMethod, Install, MirrorVia, Role, StorageType, UserDataLimit},
        net::{DomainName, HostName, MacAddr},
        netboot::{KernelArgument, Url},
        node_address::NodeAddress,
        secret::Secret,
    },
};

/// One swarm and all its hosts.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// The short name.
    pub name: String,
    /// The DNS domain of the hosts.
    pub domain: DomainName,
    /// The subnet of the hosts' addresses.
    pub subnet: IpNet,
    /// The time zone; `None` leaves the image's own.
    pub timezone: Option<String>,
    /// Which life of the swarm this is, from 1.
    pub generation: u32,
    /// Which edition of the inventory this is, from 1.
    pub revision: u32,
    /// What `docker swarm init` takes.
    pub swarm: Swarm,
    /// The shared storage.
    pub storage: Storage,
    /// Where the inventory wants the engine to come from; a host whose system does not have this way takes its own.
    pub install: Option<Install>,
    /// The version of the engine's package; `None` is the newest.
    pub engine_version: Option<String>,
    /// What the inventory merges into `daemon.json`.
    pub daemon: serde_json::Map<String, serde_json::Value>,
    /// The registry mirror.
    pub mirror: Option<Mirror>,
    /// Traefik itself, where the swarm is to bring its own.
    pub traefik: Option<Traefik>,
    /// The user's own stacks, by name.
    pub stacks: BTreeMap<String, Stack>,
    /// The automatic removal of stopped containers and unused images.
    pub cleanup: Cleanup,
    /// Comfort at the prompt.
    pub shell: Shell,
    /// Network boot.
    pub pxe: Option<Pxe>,
    /// The hosts, in the order of the inventory.
    pub hosts: Vec<Host>,
}

impl Cluster {
    /// The hosts that keep the swarm's state, in the order in which they may start it.
    pub fn managers(&self) -> impl Iterator<Item = &Host> {
        self.hosts.iter().filter(|host| host.role == Role::Manager)
    }

    /// The fully qualified name of a host, which is also its node name in the swarm.
    pub fn fqdn(&self, host: &Host) -> String {
        format!("{}.{}", host.name, self.domain)
    }
}

/// What `docker swarm init` takes beside addresses.
#[derive(Clone, Debug)]
pub struct Swarm {
    /// The networks that overlay networks are cut from; none leaves Docker its own.
    pub default_addr_pool: Vec<Ipv4Net>,
    /// The prefix length of each overlay network; `None` leaves Docker its own, 24.
    pub default_addr_pool_mask_length: Option<u8>,
    /// The UDP port of the traffic between containers; `None` leaves Docker its own, 4789.
    pub data_path_port: Option<u16>,
    /// How long node certificates last, as Go writes a span of time.
    pub cert_expiry: Option<String>,
    /// How many finished tasks are kept.
    pub task_history_limit: Option<u32>,
    /// How often nodes report, as Go writes a span of time.
    pub dispatcher_heartbeat: Option<String>,
    /// Whether managers need a key after each restart.
    pub autolock: bool,
}

impl Swarm {
    /// The UDP port of the traffic between containers, whoever chose it.
    pub fn data_path(&self) -> u16 {
        self.data_path_port.unwrap_or(4789)
    }
}

/// The shared storage.
#[derive(Clone, Debug)]
pub struct Storage {
    /// Its kind.
    pub kind: StorageType,
    /// What is mounted; empty only where `kind` is `existing`.
    pub source: String,
    /// Where it is mounted, an absolute path.
    pub mountpoint: String,
    /// Further mount options.
    pub options: Vec<String>,
}

/// The registry mirror.
#[derive(Clone, Debug)]
pub struct Mirror {
    /// How the engines reach it.
    pub via: MirrorVia,
    /// Its own name; there unless it is reached through the loopback address.
    pub fqdn: Option<DomainName>,
    /// The major version of Traefik whose labels it carries: 1, 2 or 3.
    pub traefik_version: u8,
    /// The overlay network shared with Traefik.
    pub network: String,
    /// Traefik's certificate resolver.
    pub certresolver: Option<String>,
    /// The registry's image.
    pub image: String,
    /// The published port.
    pub port: u16,
    /// The URL of the registry that is mirrored.
    pub upstream: String,
    /// How long the registry keeps what it has fetched; `0` is for ever.
    pub ttl: String,
    /// Account and password at the upstream registry.
    pub credentials: Option<(Secret, Secret)>,
}

impl Mirror {
    /// The URL that the engines pull through, as `registry-mirrors` in `daemon.json` takes it: a root URL.
    pub fn url(&self) -> String {
        match (&self.via, &self.fqdn) {
            (MirrorVia::Traefik, Some(fqdn)) => format!("https://{fqdn}"),
            _ => format!("http://127.0.0.1:{}", self.port),
        }
    }
}

/// Traefik itself.
#[derive(Clone, Debug)]
pub struct Traefik {
    /// Its image.
    pub image: String,
    /// The overlay network shared with the services that it serves.
    pub network: String,
    /// The address that the certificate authority writes to.
    pub email: Option<String>,
    /// The name of the certificate resolver.
    pub certresolver: String,
    /// Whether certificates come from the authority's staging service.
    pub staging: bool,
}

/// A stack of the user's own.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Its files by path within its folder, `compose.yml` among them.
    pub files: BTreeMap<String, String>,
    /// Whether it is taken away instead of deployed.
    pub remove: bool,
}

/// The automatic removal of stopped containers and unused images.
#[derive(Clone, Debug)]
pub struct Cleanup {
    /// What cleans up.
    pub method: CleanupMethod,
    /// How often.
    pub interval: Duration,
    /// How long something must have been unused.
    pub delay: Duration,
    /// The image that the method `stack` runs.
    pub image: String,
    /// Images that stay: globs over the name, or over name and tag.
    pub keep_images: Vec<String>,
    /// Containers that stay: globs over the name.
    pub keep_containers: Vec<String>,
}

/// Comfort at the prompt.
#[derive(Clone, Debug)]
pub struct Shell {
    /// Whether bash completes docker commands.
    pub completion: bool,
    /// The URL of the completion of engines before 23, which cannot write their own.
    pub completion_url: String,
    /// The SHA-256 of what that URL leads to; without it nothing is fetched.
    pub completion_sha256: String,
    /// Whether the aliases are there.
    pub aliases: bool,
}

/// Network boot.
#[derive(Clone, Debug)]
pub struct Pxe {
    /// Where the output folder is served.
    pub base_url: Url,
    /// Where matchbox answers.
    pub matchbox_url: Url,
}

/// What a host boots from the network.
#[derive(Clone, Debug, Default)]
pub struct Netboot {
    /// The kernel.
    pub kernel: Option<Url>,
    /// The initrd.
    pub initrd: Option<Url>,
    /// The root file system of the live system.
    pub rootfs: Option<Url>,
    /// Further kernel arguments.
    pub arguments: Vec<KernelArgument>,
    /// The disk that the system installs itself to.
    pub install_device: Option<KernelArgument>,
}

/// One host with all that holds for it.
#[derive(Clone, Debug)]
pub struct Host {
    /// The short name.
    pub name: HostName,
    /// The operating system.
    pub os: &'static Os,
    /// Its part in the swarm.
    pub role: Role,
    /// Its address in the subnet.
    pub address: IpAddr,
    /// The interface that has the address.
    pub interface: Option<String>,
    /// The default gateway; with it the address is static, without it DHCP gives it.
    pub gateway: Option<IpAddr>,
    /// DNS servers, for a static address.
    pub nameservers: Vec<IpAddr>,
    /// The Ethernet address.
    pub mac: Option<MacAddr>,
    /// The address or interface that other nodes reach it at; the address itself unless set.
    pub advertise_address: NodeAddress,
    /// The address or interface of the traffic between containers.
    pub data_path_address: Option<NodeAddress>,
    /// Node labels.
    pub labels: BTreeMap<String, String>,
    /// Whether it takes tasks.
    pub availability: Availability,
    /// Where the engine comes from.
    pub install: Install,
    /// The user to log in as.
    pub user: User,
    /// Further packages.
    pub packages: Vec<String>,
    /// Further files by absolute path.
    pub files: BTreeMap<String, UserFile>,
    /// Further units by name.
    pub units: BTreeMap<String, UserUnit>,
    /// Whether swarmgen opens the swarm's ports in its firewall.
    pub firewall: bool,
    /// Where its user-data is handed over.
    pub platform: Option<UserDataLimit>,
    /// What it boots from the network; ignored where [`Cluster::pxe`] is `None`.
    pub netboot: Netboot,
    /// Where each setting comes from: `labels.zone` -> `groups.rack1.labels.zone`.
    pub origin: Origin,
}

/// Where the settings of a host come from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The host's own table, `hosts.NAME`.
    pub host: KeyPath,
    /// The key path of each setting that the inventory has, by the setting's path within the host.
    pub settings: BTreeMap<KeyPath, KeyPath>,
}

impl Origin {
    /// Where the setting `key` of the host stands in the inventory; the host's own table where nobody wrote it.
    pub fn of(&self, key: &str) -> KeyPath {
        self.setting(&[key])
    }

    /// As [`Origin::of`], for a setting within tables: `["labels", "zone"]`.
    ///
    /// A table may be merged from several places; the place of its first setting is taken.
    pub fn setting(&self, keys: &[&str]) -> KeyPath {
        let path = keys.iter().fold(KeyPath::root(), |path, key| path.key(key));
        let found = self.settings.range(path.clone()..).next();
        match found.filter(|(leaf, _)| leaf.segments().starts_with(path.segments())) {
            // Only the leaves are recorded: the table stands as many steps above one as the leaf is deeper.
            Some((leaf, at)) => (keys.len()..leaf.segments().len()).fold(at.clone(), |at, _| at.parent().unwrap_or(at)),
            None => self.host.clone(),
        }
    }
}

/// The user to log in as.
#[derive(Clone, Debug)]
pub struct User {
    /// The login name.
    pub name: String,
    /// SSH public keys.
    pub ssh_authorized_keys: Vec<String>,
    /// The hashed password.
    pub password_hash: Option<Secret>,
}

/// A file of the user's own.
#[derive(Clone, Debug)]
pub struct UserFile {
    /// What it holds.
    pub content: UserContent,
    /// Its permission bits.
    pub mode: u32,
}

/// What a file of the user's own holds.
#[derive(Clone, Debug)]
pub enum UserContent {
    /// Text that the inventory shows.
    Plain(String),
    /// Text that is never shown.
    Secret(Secret),
}

/// A systemd unit of the user's own.
#[derive(Clone, Debug)]
pub struct UserUnit {
    /// The unit file; `None` for a unit that the image has.
    pub content: Option<String>,
    /// Whether it is enabled and started; one of the image is disabled and stopped if not.
    pub enabled: bool,
    /// Drop-in files by name.
    pub dropins: BTreeMap<String, String>,
}
