//! What one host is to have after its first boot, whatever brings it there: the vocabulary between planner and emitters.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use crate::{
    os::{Target, platform::Limit},
    values::{
        net::{HostName, MacAddr},
        netboot::{KernelArgument, Url},
        secret::Secret,
    },
};

/// The first-boot configuration of one host, free of any target's format.
#[derive(Clone, Debug)]
pub struct HostPlan {
    /// The short name, which is also the folder of its files.
    pub name: HostName,
    /// The fully qualified name: the system's host name and the node's name in the swarm.
    pub fqdn: String,
    /// What reads the configuration.
    pub target: Target,
    /// How much of it the place where it is handed over takes; `None` takes all.
    pub limit: Option<Limit>,
    /// What makes a boot the first one: host, cluster and generation, never the content. An edited inventory must not set
    /// up a running host again.
    pub instance_id: String,
    /// The time zone.
    pub timezone: Option<String>,
    /// The user to log in as.
    pub user: LoginUser,
    /// The network, as far as the target itself configures it.
    pub network: NetworkPlan,
    /// Packages to install.
    pub packages: Vec<String>,
    /// The package repository to add first.
    pub repository: Option<Repository>,
    /// Files by absolute path.
    pub files: BTreeMap<String, File>,
    /// systemd units by name.
    pub units: BTreeMap<String, Unit>,
    /// What it boots from the network.
    pub netboot: Option<NetbootPlan>,
}

/// What a host boots from the network.
#[derive(Clone, Debug)]
pub struct NetbootPlan {
    /// The address that the boot loader knows the host by.
    pub mac: MacAddr,
    /// The kernel.
    pub kernel: Url,
    /// The initrd.
    pub initrd: Url,
    /// The kernel's arguments, with the configuration in the output folder.
    pub arguments: Vec<KernelArgument>,
    /// The kernel's arguments, with the configuration at matchbox.
    pub matchbox_arguments: Vec<KernelArgument>,
    /// Whether what boots is an installer, and the configuration is that of the system that it installs.
    pub installs: bool,
}

/// A file on the host, owned by root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What it holds. Shared between hosts where it is the same for all.
    pub content: Arc<str>,
    /// Its permission bits.
    pub mode: u32,
    /// Whether it holds a secret.
    pub secret: bool,
}

impl File {
    /// A file that everybody may read.
    pub fn public(content: impl Into<Arc<str>>) -> Self {
        Self { content: content.into(), mode: 0o644, secret: false }
    }

    /// A file for root alone.
    pub fn private(content: impl Into<Arc<str>>) -> Self {
        Self { content: content.into(), mode: 0o600, secret: false }
    }
}

/// A systemd unit: one of ours, or one of the image's with drop-ins or enablement of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The unit file; `None` for a unit that the image or a package has.
    pub content: Option<Arc<str>>,
    /// Drop-in files by name.
    pub dropins: BTreeMap<String, Arc<str>>,
    /// Whether it is enabled and started, or else disabled and stopped; `None` leaves it as it is.
    pub enabled: Option<bool>,
}

impl Unit {
    /// A unit of ours, enabled.
    pub fn enabled(content: impl Into<Arc<str>>) -> Self {
        Self { enabled: Some(true), ..Self::started_elsewhere(content) }
    }

    /// A unit of ours that something else starts.
    pub fn started_elsewhere(content: impl Into<Arc<str>>) -> Self {
        Self { content: Some(content.into()), ..Self::default() }
    }

    /// Whether it is asked for.
    pub fn is_enabled(&self) -> bool {
        self.enabled == Some(true)
    }
}

/// The user to log in as; created where the image does not have it.
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

/// How the host comes by its address.
#[derive(Clone, Debug)]
pub enum NetworkPlan {
    /// By DHCP, on every interface, as the image does by itself.
    Dhcp,
    /// cloud-init's network-config.
    NetworkConfig(StaticAddress),
    /// `network-interfaces` in cloud-init's meta-data.
    MetaData(StaticAddress),
    /// By a file among [`HostPlan::files`].
    Files,
}

/// A static address.
#[derive(Clone, Debug)]
pub struct StaticAddress {
    /// The interface's name; at least one of name and MAC address is there.
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
    /// The domain that short names are looked up in.
    pub search: String,
}

/// A package repository.
#[derive(Clone, Debug)]
pub enum Repository {
    /// For apt; its key lies among [`HostPlan::files`].
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

/// What belongs to no host.
#[derive(Clone, Debug)]
pub struct ClusterPlan {
    /// Files for the shared storage.
    pub share: SharePlan,
    /// Whether hosts boot from the network.
    pub netboot: bool,
}

/// Files for the shared storage, by path relative to its mount point.
pub type SharePlan = BTreeMap<String, String>;
