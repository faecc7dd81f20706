//! The state of one host after its first boot, for every target: the vocabulary between planner and emitters.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use crate::{
    model::network::Interfaces,
    os::{Target, platform::Limit},
    values::{
        digest::Sha256Digest,
        net::{HostName, MacAddr},
        netboot::{KernelArgument, Url},
        secret::Secret,
    },
};

/// The first-boot configuration of one host, independent of any target's format.
#[derive(Clone, Debug)]
pub struct HostPlan {
    /// The short name, which is also the name of its folder.
    pub name: HostName,
    /// The fully qualified name: the system's host name and the node's name in the swarm.
    pub fqdn: String,
    /// The program that reads the configuration.
    pub target: Target,
    /// The size limit of the platform that receives the configuration; `None` for no limit.
    pub limit: Option<Limit>,
    /// The identity of the first boot: host, cluster and generation. The content is not part of it: an edited inventory
    /// must not set up a running host again.
    pub instance_id: String,
    /// The time zone.
    pub timezone: Option<String>,
    /// The login user.
    pub user: LoginUser,
    /// The network, if the target itself configures it.
    pub network: NetworkPlan,
    /// Packages to install.
    pub packages: Vec<String>,
    /// Packages to install after them, each by itself: one that does not exist must not affect another.
    pub extra_packages: Vec<String>,
    /// The package repository, added before the packages.
    pub repository: Option<Repository>,
    /// Files by absolute path.
    pub files: BTreeMap<String, File>,
    /// Files of the host program that the configuration names but does not contain, by absolute path.
    pub program: BTreeMap<String, Sha256Digest>,
    /// The URL from which the target itself gets these files; `None` if a file among [`HostPlan::files`] gets them.
    pub program_url: Option<Url>,
    /// systemd units by name.
    pub units: BTreeMap<String, Unit>,
    /// The network boot.
    pub netboot: Option<NetbootPlan>,
}

impl HostPlan {
    /// Whether the first boot installs any package.
    pub fn installs(&self) -> bool {
        !self.packages.is_empty() || !self.extra_packages.is_empty()
    }
}

/// The network boot of a host.
#[derive(Clone, Debug)]
pub struct NetbootPlan {
    /// The address by which the boot loader identifies the host.
    pub mac: MacAddr,
    /// The kernel.
    pub kernel: Url,
    /// The initrd.
    pub initrd: Url,
    /// The kernel's arguments, if the configuration is in the output folder.
    pub arguments: Vec<KernelArgument>,
    /// The kernel's arguments, if matchbox serves the configuration.
    pub matchbox_arguments: Vec<KernelArgument>,
    /// Whether an installer boots. Then the configuration is for the system that it installs.
    pub installs: bool,
}

/// A file on the host, owned by root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The content. Hosts share it where it is the same for all.
    pub content: Arc<str>,
    /// Its permission bits.
    pub mode: u32,
    /// Whether it holds a secret.
    pub secret: bool,
}

impl File {
    /// A file that every user may read.
    pub fn public(content: impl Into<Arc<str>>) -> Self {
        Self { content: content.into(), mode: 0o644, secret: false }
    }

    /// A file for root only.
    pub fn private(content: impl Into<Arc<str>>) -> Self {
        Self { content: content.into(), mode: 0o600, secret: false }
    }
}

/// A systemd unit: one of swarmgen, or one of the image with swarmgen's drop-ins or enablement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The unit file; `None` for a unit of the image or of a package.
    pub content: Option<Arc<str>>,
    /// Drop-in files by name.
    pub dropins: BTreeMap<String, Arc<str>>,
    /// Whether to enable and start it, or to disable and stop it; `None` leaves it unchanged.
    pub enabled: Option<bool>,
    /// Whether a disabled unit must be down before any unit of the plan starts.
    pub stops_first: bool,
}

impl Unit {
    /// A unit of swarmgen, enabled.
    pub fn enabled(content: impl Into<Arc<str>>) -> Self {
        Self { enabled: Some(true), ..Self::started_elsewhere(content) }
    }

    /// A unit of swarmgen that another unit starts.
    pub fn started_elsewhere(content: impl Into<Arc<str>>) -> Self {
        Self { content: Some(content.into()), ..Self::default() }
    }

    /// Makes it a unit of the image that must not run beside the plan's own.
    pub fn stop_first(&mut self) {
        self.enabled = Some(false);
        self.stops_first = true;
    }

    /// Sets whether to enable the unit.
    pub fn is_enabled(&self) -> bool {
        self.enabled == Some(true)
    }
}

/// The login user, created if the image does not have it.
#[derive(Clone, Debug)]
pub struct LoginUser {
    /// The login name.
    pub name: String,
    /// The group whose members may become root.
    pub admin_group: String,
    /// SSH public keys.
    pub ssh_authorized_keys: Vec<String>,
    /// The hashed password.
    pub password_hash: Option<Secret>,
}

/// How the host gets its address.
#[derive(Clone, Debug)]
pub enum NetworkPlan {
    /// By DHCP on every interface, the default of the image.
    Dhcp,
    /// cloud-init's network-config.
    NetworkConfig(StaticAddress),
    /// The same, for several interfaces.
    Interfaces(Interfaces),
    /// `network-interfaces` in cloud-init's meta-data.
    MetaData(StaticAddress),
    /// By a file among [`HostPlan::files`].
    Files,
}

/// A static address.
#[derive(Clone, Debug)]
pub struct StaticAddress {
    /// The interface's name. The name, the MAC address or both are present.
    pub interface: Option<String>,
    /// The interface's Ethernet address.
    pub mac: Option<MacAddr>,
    /// The address.
    pub address: IpAddr,
    /// The prefix length of the subnet.
    pub prefix_len: u8,
    /// The subnet mask in dotted form.
    pub netmask: IpAddr,
    /// The default gateway.
    pub gateway: IpAddr,
    /// DNS servers.
    pub nameservers: Vec<IpAddr>,
    /// The search domain for short names.
    pub search: String,
}

/// A package repository.
#[derive(Clone, Debug)]
pub enum Repository {
    /// For apt; its key is among [`HostPlan::files`].
    Apt {
        /// The base URL.
        url: String,
        /// The absolute path of the key.
        key: String,
    },
    /// For dnf.
    Dnf {
        /// The base URL of the packages, with dnf's own variables.
        url: String,
        /// The URL of the key.
        key: String,
    },
}

/// The files that belong to no host.
#[derive(Clone, Debug)]
pub struct ClusterPlan {
    /// Files for the shared storage.
    pub share: SharePlan,
    /// Whether any host boots from the network.
    pub netboot: bool,
}

/// Files for the shared storage, by path relative to its mount point.
pub type SharePlan = BTreeMap<String, String>;
