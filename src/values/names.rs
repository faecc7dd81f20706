//! Settings that are one of a few names.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares an enum whose variants are written as the given names, in TOML, in the schema and in messages alike.
macro_rules! names {
    ($(#[doc = $about:literal])+ $type:ident { $($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+ }) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $type {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name as the inventory writes it.
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
    /// A host's part in the swarm.
    Role {
        /// Keeps the swarm's state; an odd number of them, three to seven.
        Manager = "manager",
        /// Runs tasks only.
        Worker = "worker",
    }
}

names! {
    /// Whether a node takes tasks, in the words of `docker node update --availability`.
    Availability {
        /// Takes new tasks.
        Active = "active",
        /// Keeps its tasks and takes no new ones.
        Pause = "pause",
        /// Gives its tasks away and takes no new ones.
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
        /// virtiofs, the tag of the device.
        Virtiofs = "virtiofs",
        /// 9p over virtio, the tag of the device.
        NineP = "9p",
        /// Mounted already by the image or its fstab.
        Existing = "existing",
    }
}

names! {
    /// Where the engine comes from.
    Install {
        /// The distribution's own package.
        Distro = "distro",
        /// Docker's own repository.
        DockerCe = "docker-ce",
        /// The image has it.
        Present = "present",
    }
}

names! {
    /// How the engines reach the mirror.
    MirrorVia {
        /// Over HTTPS, through Traefik, by the mirror's own name.
        Traefik = "traefik",
        /// Through the published port on 127.0.0.1; needs neither DNS nor certificates.
        Loopback = "loopback",
    }
}

names! {
    /// What cleans up.
    CleanupMethod {
        /// A systemd timer on every host.
        Timer = "timer",
        /// A stack in global mode.
        Stack = "stack",
    }
}

/// The size limit of the place where the user-data is handed over: a platform's, or a number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum UserDataLimit {
    /// That of a platform.
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
    /// The place where the user-data is handed over; it sets the size limit.
    Platform {
        /// Amazon EC2: 16,384 bytes before base64.
        Aws = "aws",
        /// Hetzner Cloud: 32,768 bytes as sent.
        Hetzner = "hetzner",
        /// OpenStack Nova: 65,535 bytes after base64.
        Openstack = "openstack",
        /// Azure custom data: 65,535 bytes.
        Azure = "azure",
        /// Google Compute Engine: 262,144 bytes a metadata value.
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
