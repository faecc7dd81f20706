//! The resolved inventory: defaults applied, settings inherited, values typed.
//!
//! `None` means that the setting is absent. It never means that a default of swarmgen is still to come.

use std::{collections::BTreeMap, net::IpAddr, time::Duration};

use ipnet::{IpNet, Ipv4Net};

use crate::{
    model::network::Interfaces,
    os::Os,
    values::{
        key_path::{KeyPath, Segment},
        names::{Availability, CleanupMethod, Install, MirrorVia, Role, StorageType, UserDataLimit},
        net::{DomainName, HostName, MacAddr},
        netboot::{KernelArgument, Url},
        node_address::NodeAddress,
        program::Program,
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
    /// The time zone; `None` keeps the one of the image.
    pub timezone: Option<String>,
    /// The generation of the swarm, from 1.
    pub generation: u32,
    /// The revision of the inventory, from 1.
    pub revision: u32,
    /// The place of the host program.
    pub program: Program,
    /// The options of `docker swarm init`.
    pub swarm: Swarm,
    /// The shared storage.
    pub storage: Storage,
    /// The source of the engine in the inventory. A host whose system does not support it uses the system's default.
    pub install: Option<Install>,
    /// The version of the engine's package; `None` is the newest.
    pub engine_version: Option<String>,
    /// The registry mirror.
    pub mirror: Option<Mirror>,
    /// Traefik, if swarmgen deploys it.
    pub traefik: Option<Traefik>,
    /// The networks of the operator, by name.
    pub networks: BTreeMap<String, Network>,
    /// User name and password at registries, by the registry's host.
    pub registries: BTreeMap<String, (Secret, Secret)>,
    /// The stacks of the operator, by name.
    pub stacks: BTreeMap<String, Stack>,
    /// The automatic removal of stopped containers and unused images.
    pub cleanup: Cleanup,
    /// Completion and aliases for bash.
    pub shell: Shell,
    /// Network boot.
    pub pxe: Option<Pxe>,
    /// The hosts, in the order of the inventory.
    pub hosts: Vec<Host>,
}

impl Cluster {
    /// The managers, in the order in which they may start the swarm.
    pub fn managers(&self) -> impl Iterator<Item = &Host> {
        self.hosts.iter().filter(|host| host.role == Role::Manager)
    }

    /// The oldest major version of the engine that hosts with this system may have.
    pub fn engine_major(&self, os: &Os) -> u32 {
        engine_major(self.engine_version.as_deref(), os)
    }

    /// The fully qualified name of a host, which is also the name of its node.
    pub fn fqdn(&self, host: &Host) -> String {
        format!("{}.{}", host.name, self.domain)
    }
}

/// See [`Cluster::engine_major`].
pub fn engine_major(requested: Option<&str>, os: &Os) -> u32 {
    let own = os.engine.version.0;
    // The version may have an epoch, as in `5:28.5.1-1~debian.13~trixie`.
    let requested = requested.map(|version| version.rsplit(':').next().unwrap_or_default());
    let major = requested.and_then(|version| version.split('.').next()?.parse().ok());
    major.map_or(own, |major: u32| major.min(own))
}

/// The options of `docker swarm init`, besides addresses.
#[derive(Clone, Debug)]
pub struct Swarm {
    /// The networks from which Docker allocates overlay networks; empty for Docker's default.
    pub default_addr_pool: Vec<Ipv4Net>,
    /// The prefix length of each overlay network; `None` for Docker's default, 24.
    pub default_addr_pool_mask_length: Option<u8>,
    /// The UDP port of the traffic between containers; `None` for Docker's default, 4789.
    pub data_path_port: Option<u16>,
    /// The lifetime of node certificates, as a duration of Go.
    pub cert_expiry: Option<String>,
    /// The number of finished tasks that Docker keeps.
    pub task_history_limit: Option<u32>,
    /// The interval of the nodes' reports, as a duration of Go.
    pub dispatcher_heartbeat: Option<String>,
    /// Whether managers require a key after each restart.
    pub autolock: bool,
}

impl Swarm {
    /// The UDP port of the traffic between containers, configured or default.
    pub fn data_path(&self) -> u16 {
        self.data_path_port.unwrap_or(4789)
    }
}

/// The shared storage.
#[derive(Clone, Debug)]
pub struct Storage {
    /// Its kind.
    pub kind: StorageType,
    /// The device or export; empty only if `kind` is `existing`.
    pub source: String,
    /// The mount point, an absolute path.
    pub mountpoint: String,
    /// Additional mount options.
    pub options: Vec<String>,
}

/// The registry mirror.
#[derive(Clone, Debug)]
pub struct Mirror {
    /// How the engines reach the mirror.
    pub via: MirrorVia,
    /// The DNS name; present unless the engines use the loopback address.
    pub fqdn: Option<DomainName>,
    /// The major version of Traefik for its labels: 1, 2 or 3.
    pub traefik_version: u8,
    /// The overlay network that the mirror shares with Traefik.
    pub network: String,
    /// Traefik's certificate resolver.
    pub certresolver: Option<String>,
    /// The registry's image.
    pub image: String,
    /// The published port.
    pub port: u16,
    /// The URL of the upstream registry.
    pub upstream: String,
    /// How long the registry keeps an image; `0` keeps it forever.
    pub ttl: String,
    /// Account and password at the upstream registry.
    pub credentials: Option<(Secret, Secret)>,
}

impl Mirror {
    /// The URL from which the engines pull, as `registry-mirrors` in `daemon.json` requires: a root URL.
    pub fn url(&self) -> String {
        match (&self.via, &self.fqdn) {
            (MirrorVia::Traefik, Some(fqdn)) => format!("https://{fqdn}"),
            _ => format!("http://127.0.0.1:{}", self.port),
        }
    }
}

/// Traefik.
#[derive(Clone, Debug)]
pub struct Traefik {
    /// Its image.
    pub image: String,
    /// The overlay network that Traefik shares with its services.
    pub network: String,
    /// The address that the certificate authority writes to.
    pub email: Option<String>,
    /// The name of the certificate resolver.
    pub certresolver: String,
    /// Whether certificates come from the authority's staging service.
    pub staging: bool,
}

/// A network that spans the swarm.
#[derive(Clone, Debug)]
pub struct Network {
    /// The driver.
    pub driver: String,
    /// Whether containers outside of services can join.
    pub attachable: bool,
    /// Whether it has no way out of the swarm.
    pub internal: bool,
    /// The subnet; `None` if Docker chooses one.
    pub subnet: Option<IpNet>,
    /// The options of the driver, by name.
    pub options: BTreeMap<String, String>,
}

/// A variable whose value only managers may read.
#[derive(Clone, Debug)]
pub struct Private {
    /// The name in the environment of the leader. It changes with the value.
    pub reference: String,
    /// The value.
    pub value: Secret,
}

impl Private {
    /// The variable of a stack. The digest in the reference makes a manager with another value fail, not deploy it.
    pub fn new(stack: &str, name: &str, value: Secret) -> Self {
        let digest = value.digest(&format!("variable {stack} {name}"));
        Self { reference: format!("{name}_{}", &digest[..12]), value }
    }

    /// The text that Docker replaces with the value on the leader.
    pub fn text(&self) -> String {
        format!("${{{}:?this manager did not boot with this secret}}", self.reference)
    }
}

/// A stack of the operator.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// The path of its compose file as the inventory names it, for messages.
    pub compose: String,
    /// Its files by path within its folder, including `compose.yml`.
    pub files: BTreeMap<String, String>,
    /// The values of the variables in its compose file.
    pub variables: BTreeMap<String, String>,
    /// The variables whose values only managers may read.
    pub private: BTreeMap<String, Private>,
    /// The secrets that were in the files of its services' environments, by the file and their names.
    pub env_secrets: BTreeMap<String, BTreeMap<String, Private>>,
    /// The secrets of the swarm that its services use, by the keys in its compose file.
    pub secrets: BTreeMap<String, Secret>,
    /// Whether the leader removes it instead of deploying it.
    pub remove: bool,
}

/// The automatic removal of stopped containers and unused images.
#[derive(Clone, Debug)]
pub struct Cleanup {
    /// The method.
    pub method: CleanupMethod,
    /// The time between two runs.
    pub interval: Duration,
    /// How long a container must be stopped, or an image unused, before its removal.
    pub delay: Duration,
    /// The image that the method `stack` runs.
    pub image: String,
    /// Images to keep: globs that match the name, or name and tag.
    pub keep_images: Vec<String>,
    /// Containers to keep: globs that match the name.
    pub keep_containers: Vec<String>,
}

/// Completion and aliases for bash.
#[derive(Clone, Debug)]
pub struct Shell {
    /// Whether bash completes docker commands.
    pub completion: bool,
    /// The URL of the completion script for engines older than 23, which cannot generate one.
    pub completion_url: String,
    /// The SHA-256 of that script. A host rejects any other script.
    pub completion_sha256: String,
    /// Whether swarmgen installs the aliases.
    pub aliases: bool,
}

/// Network boot.
#[derive(Clone, Debug)]
pub struct Pxe {
    /// The URL that serves the output folder.
    pub base_url: Url,
    /// The URL of matchbox.
    pub matchbox_url: Url,
}

/// The images and arguments of a host's network boot.
#[derive(Clone, Debug, Default)]
pub struct Netboot {
    /// The kernel.
    pub kernel: Option<Url>,
    /// The initrd.
    pub initrd: Option<Url>,
    /// The root file system of the live system.
    pub rootfs: Option<Url>,
    /// Additional kernel arguments.
    pub arguments: Vec<KernelArgument>,
    /// The disk on which the system installs itself.
    pub install_device: Option<KernelArgument>,
}

/// One host with all its settings.
#[derive(Clone, Debug)]
pub struct Host {
    /// The short name.
    pub name: HostName,
    /// The operating system.
    pub os: &'static Os,
    /// The role in the swarm.
    pub role: Role,
    /// The address in the subnet.
    pub address: IpAddr,
    /// The interface of the address.
    pub interface: Option<String>,
    /// The default gateway. With it the address is static; without it DHCP assigns the address.
    pub gateway: Option<IpAddr>,
    /// DNS servers, for a static address.
    pub nameservers: Vec<IpAddr>,
    /// The Ethernet address.
    pub mac: Option<MacAddr>,
    /// The network interfaces, if the inventory describes each. Then `interface` is the one with `address`, and there
    /// are no `gateway` and `nameservers`.
    pub network: Option<Interfaces>,
    /// The address or interface at which other nodes reach the host.
    pub advertise_address: NodeAddress,
    /// The address or interface at which the engine listens; present if the host does not have the advertised address.
    pub listen_address: Option<NodeAddress>,
    /// The address or interface of the traffic between containers.
    pub data_path_address: Option<NodeAddress>,
    /// Node labels.
    pub labels: BTreeMap<String, String>,
    /// Whether the node accepts tasks.
    pub availability: Availability,
    /// The source of the engine.
    pub install: Install,
    /// The content of `daemon.json`: swarmgen's own keys, and those of the inventory.
    pub daemon: serde_json::Map<String, serde_json::Value>,
    /// The login user.
    pub user: User,
    /// Additional packages.
    pub packages: Vec<String>,
    /// Additional files by absolute path.
    pub files: BTreeMap<String, UserFile>,
    /// Additional units by name.
    pub units: BTreeMap<String, UserUnit>,
    /// Whether swarmgen opens the swarm's ports in the firewall.
    pub firewall: bool,
    /// The platform that receives the user-data.
    pub platform: Option<UserDataLimit>,
    /// The images and arguments of the network boot; unused if [`Cluster::pxe`] is `None`.
    pub netboot: Netboot,
    /// The origin of each setting: `labels.zone` -> `groups.rack1.labels.zone`.
    pub origin: Origin,
}

impl Host {
    /// The key path in the inventory of a value in `daemon.json`: in a table of the host's settings, or in `[docker.daemon]`.
    pub fn daemon_path(&self, within: &KeyPath) -> KeyPath {
        let key = |segment: &Segment| match segment {
            Segment::Key(key) => Some(key.clone()),
            Segment::Index(_) => None,
        };
        let keys: Vec<String> = within.segments().iter().map_while(key).collect();
        let setting: Vec<&str> = ["docker", "daemon"].into_iter().chain(keys.iter().map(String::as_str)).collect();
        let own = self.origin.setting(&setting);
        let (at, known) =
            if own == self.origin.host { (KeyPath::of(["docker", "daemon"]), 0) } else { (own, keys.len()) };
        within.segments().iter().skip(known).fold(at, |at, segment| match segment {
            Segment::Key(key) => at.key(key),
            Segment::Index(index) => at.index(*index),
        })
    }
}

/// The origins of a host's settings.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The host's own table, `hosts.NAME`.
    pub host: KeyPath,
    /// The key path in the inventory of each setting, by the setting's path within the host.
    pub settings: BTreeMap<KeyPath, KeyPath>,
}

impl Origin {
    /// The key path of the setting `key` in the inventory; the host's own table if the inventory does not have it.
    pub fn of(&self, key: &str) -> KeyPath {
        self.setting(&[key])
    }

    /// As [`Origin::of`], for a setting within tables: `["labels", "zone"]`.
    ///
    /// A table may be merged from several places: this returns the place of its first setting.
    pub fn setting(&self, keys: &[&str]) -> KeyPath {
        let path = keys.iter().fold(KeyPath::root(), |path, key| path.key(key));
        let found = self.settings.range(path.clone()..).next();
        match found.filter(|(leaf, _)| leaf.segments().starts_with(path.segments())) {
            // Only leaves are recorded. The leaf is deeper than the table by the same number of steps in both paths.
            Some((leaf, at)) => (keys.len()..leaf.segments().len()).fold(at.clone(), |at, _| at.parent().unwrap_or(at)),
            None => self.host.clone(),
        }
    }
}

/// The login user.
#[derive(Clone, Debug)]
pub struct User {
    /// The login name.
    pub name: String,
    /// SSH public keys.
    pub ssh_authorized_keys: Vec<String>,
    /// The hashed password.
    pub password_hash: Option<Secret>,
}

/// A file of the operator.
#[derive(Clone, Debug)]
pub struct UserFile {
    /// The content.
    pub content: UserContent,
    /// Its permission bits.
    pub mode: u32,
}

/// The content of a file of the operator.
#[derive(Clone, Debug)]
pub enum UserContent {
    /// Text in the inventory.
    Plain(String),
    /// A secret, which swarmgen never shows.
    Secret(Secret),
}

/// A systemd unit of the operator.
#[derive(Clone, Debug)]
pub struct UserUnit {
    /// The unit file; `None` for a unit of the image.
    pub content: Option<String>,
    /// Whether to enable and start it. With `false`, a unit of the image is disabled and stopped.
    pub enabled: bool,
    /// Drop-in files by name.
    pub dropins: BTreeMap<String, String>,
}
