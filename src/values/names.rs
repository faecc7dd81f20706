//! Settings that allow a fixed set of names.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares an enum whose variants have these names in TOML, in the schema and in messages.
macro_rules! names {
    ($(#[doc = $about:literal])+ $type:ident { $($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+ }) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $type {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl $type {
            /// All names.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name in the inventory.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

names! {
    /// The operating system of a host.
    OsName {
        /// CentOS Atomic Host 7 with docker-latest 1.13.
        CentosAtomic = "centos-atomic",
        /// Debian 13.
        Debian = "debian",
        /// Ubuntu 24.04.
        Ubuntu = "ubuntu",
        /// Rocky Linux 9.
        Rocky = "rocky",
        /// AlmaLinux 9.
        Alma = "alma",
        /// CentOS Stream 9.
        CentosStream = "centos-stream",
        /// Fedora CoreOS.
        FedoraCoreos = "fedora-coreos",
        /// Flatcar Container Linux.
        Flatcar = "flatcar",
    }
}

names! {
    /// The role of a host in the swarm.
    Role {
        /// Keeps the state of the swarm. Use an odd number of managers, from three to seven.
        Manager = "manager",
        /// Runs tasks only.
        Worker = "worker",
    }
}

names! {
    /// Whether a node accepts tasks, as in `docker node update --availability`.
    Availability {
        /// Accepts new tasks.
        Active = "active",
        /// Keeps its tasks and accepts no new ones.
        Pause = "pause",
        /// Stops its tasks and accepts no new ones.
        Drain = "drain",
    }
}

names! {
    /// The kind of the shared storage.
    StorageType {
        /// NFS, `server:/export`.
        Nfs = "nfs",
        /// GlusterFS through FUSE, `server:/volume`.
        Glusterfs = "glusterfs",
        /// CephFS through the kernel client, `user@fsid.name=/path`.
        Cephfs = "cephfs",
        /// virtiofs, by the tag of the device.
        Virtiofs = "virtiofs",
        /// 9p over virtio, by the tag of the device.
        NineP = "9p",
        /// The image, its fstab or the operator's own mount unit in `units` mounts it.
        Existing = "existing",
    }
}

names! {
    /// The source of the engine.
    Install {
        /// The package of the distribution.
        Distro = "distro",
        /// The repository of Docker.
        DockerCe = "docker-ce",
        /// The image already has the engine.
        Present = "present",
    }
}

names! {
    /// How the engines reach the mirror.
    MirrorVia {
        /// Over HTTPS, through Traefik, by the DNS name of the mirror.
        Traefik = "traefik",
        /// Through the published port on 127.0.0.1. This requires neither DNS nor certificates.
        Loopback = "loopback",
    }
}

names! {
    /// The method of the cleanup.
    CleanupMethod {
        /// A systemd timer on every host.
        Timer = "timer",
        /// A stack in global mode.
        Stack = "stack",
    }
}

/// The size limit for user-data: that of a platform, or a number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum UserDataLimit {
    /// The limit of a platform.
    Platform(Platform),
    /// This many bytes of text.
    Bytes(#[schemars(range(min = 1))] u32),
}

impl fmt::Display for UserDataLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Platform(platform) => platform.fmt(f),
            Self::Bytes(bytes) => bytes.fmt(f),
        }
    }
}

names! {
    /// The platform that receives the user-data; it sets the size limit.
    Platform {
        /// Amazon EC2: 16,384 bytes before base64.
        Aws = "aws",
        /// Hetzner Cloud: 32,768 bytes as sent.
        Hetzner = "hetzner",
        /// OpenStack Nova: 65,535 bytes after base64.
        Openstack = "openstack",
        /// Azure custom data: 65,535 bytes.
        Azure = "azure",
        /// Google Compute Engine: 262,144 bytes for each metadata value.
        Gcp = "gcp",
        /// DigitalOcean: 65,536 bytes of text.
        Digitalocean = "digitalocean",
        /// VMware guestinfo: 65,536 bytes after encoding.
        Vsphere = "vsphere",
        /// IBM VPC: 65,536 bytes.
        Ibm = "ibm",
        /// Apache CloudStack: 32,768 bytes after base64.
        Cloudstack = "cloudstack",
        /// KubeVirt inline: 2,048 bytes.
        Kubevirt = "kubevirt",
    }
}

names! {
    /// The mode of a bond.
    BondMode {
        /// Takes the cards in turn.
        BalanceRr = "balance-rr",
        /// One card sends; another one replaces it if it fails.
        ActiveBackup = "active-backup",
        /// Selects the card by a hash of the packet.
        BalanceXor = "balance-xor",
        /// Sends everything on all cards.
        Broadcast = "broadcast",
        /// LACP. The switch must support it.
        Lacp = "802.3ad",
        /// Selects the sending card by its load.
        BalanceTlb = "balance-tlb",
        /// Selects the sending and the receiving card by their loads.
        BalanceAlb = "balance-alb",
    }
}

names! {
    /// How often a switch sends its LACP state.
    LacpRate {
        /// Every 30 seconds.
        Slow = "slow",
        /// Every second.
        Fast = "fast",
    }
}

names! {
    /// The packet fields by which a bond selects a card.
    TransmitHashPolicy {
        /// The Ethernet addresses.
        Layer2 = "layer2",
        /// The Ethernet and IP addresses.
        Layer23 = "layer2+3",
        /// The IP addresses and ports.
        Layer34 = "layer3+4",
        /// As `layer2+3`, within tunnels.
        Encap23 = "encap2+3",
        /// As `layer3+4`, within tunnels.
        Encap34 = "encap3+4",
    }
}
