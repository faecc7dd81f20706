//! The facts about each operating system: one data file each under `src/os/`.
//!
//! To add one, write `src/os/NAME.toml` beside the others, add its name to [`OsName`], a line to `SOURCES` and a page
//! `docs/os/NAME.md`. `cargo test` then renders and checks it with the others.

pub mod platform;

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use crate::values::names::{Install, OsName, StorageType};

/// The first major version of the engine with `default-network-opts` in `daemon.json`. An older one fails to start with
/// the key.
pub const DEFAULT_NETWORK_OPTS: u32 = 24;

/// The facts about an operating system that shape a host's configuration.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Os {
    /// The name in the inventory.
    pub name: OsName,
    /// The program that reads the configuration at the first boot.
    pub target: Target,
    /// The oldest cloud-init in its images, `major.minor`; only for cloud-init targets.
    pub cloud_init: Option<Version>,
    /// The user that its images create.
    pub default_user: String,
    /// The group whose members may become root.
    pub admin_group: String,
    /// The program that configures the network from files, where the target does not.
    pub network: Network,
    /// The package manager; `none` on systems whose /usr is an image.
    pub package_manager: PackageManager,
    /// Whether SELinux is enforcing.
    #[serde(default)]
    pub selinux: bool,
    /// The service that reboots the host after an update of its image. Without one, the operator reboots.
    pub reboot_manager: Option<RebootManager>,
    /// The firewall that is active from the first boot.
    pub firewall: Option<String>,
    /// Paths that are symlinks here: `/mnt` -> `/var/mnt`. systemd rejects a mount point that runs through a symlink.
    #[serde(default)]
    pub symlinks: BTreeMap<String, String>,
    /// Whether files can exist only in `/etc` and `/var`, as with ostree.
    #[serde(default)]
    pub closed_root: bool,
    /// The package that mounts each kind of storage; empty if the image can mount it. A missing kind is not supported.
    pub storage_packages: BTreeMap<StorageType, String>,
    /// The kernel arguments of a network boot. cloud-init gets the location of its seed on every system.
    pub netboot: Option<Netboot>,
    /// The engine.
    pub engine: Engine,
}

/// The kernel arguments of a live system, for targets other than cloud-init.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Netboot {
    /// Fixed arguments, for a host that runs in memory.
    pub live: Vec<String>,
    /// The argument that takes the URL of the configuration.
    pub config: String,
    /// The argument that takes the URL of the root file system, if the initrd does not contain it.
    pub rootfs: Option<String>,
    /// How the live system installs itself to a disk, if it can.
    pub install: Option<Installer>,
}

/// How a live system installs itself to a disk.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Installer {
    /// The argument that takes the disk.
    pub device: String,
    /// The argument that takes the URL of the installed system's configuration.
    pub config: String,
}

/// The engine, as this operating system has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engine {
    /// The default source of the engine.
    pub default_install: Install,
    /// The supported sources, each with its packages.
    pub packages: BTreeMap<Install, Vec<String>>,
    /// The oldest engine on this system, `major.minor`.
    pub version: Version,
    /// Whether the updates of this system bring newer releases of the engine.
    #[serde(default)]
    pub rolling: bool,
    /// The newest engine on this system; without it, updates may bring any version.
    pub newest: Option<Version>,
    /// The unit that runs it.
    pub unit: String,
    /// The unit of another engine that the image starts, and that swarmgen stops and disables.
    pub replaces: Option<String>,
    /// Its configuration file.
    pub daemon_json: String,
    /// The keys of `daemon.json` here before the inventory's own keys.
    #[serde(default)]
    pub daemon: serde_json::Map<String, serde_json::Value>,
    /// Keys of `daemon.json` that only the engine of this system has.
    #[serde(default)]
    pub extra_daemon_keys: Vec<String>,
    /// The base URL of Docker's repository for this system.
    pub docker_ce_repository: Option<String>,
    /// The file of start options, if the image's file would override swarmgen's settings of the engine or its client.
    pub options_file: Option<OptionsFile>,
}

impl Engine {
    /// The packages to install.
    pub fn packages_of(&self, install: Install) -> impl Iterator<Item = &str> {
        self.packages.get(&install).into_iter().flatten().map(String::as_str)
    }

    /// Whether a package comes from Docker. A requested version of the engine applies to these packages only.
    pub fn has_version(package: &str) -> bool {
        package.starts_with("docker")
    }
}

/// A file of the image that swarmgen replaces.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionsFile {
    /// The absolute path.
    pub path: String,
    /// The content.
    pub content: String,
}

/// The program that reads the configuration at the first boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// cloud-init with a NoCloud seed.
    CloudInit,
    /// Ignition.
    Ignition,
}

/// The program and format that configure the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    /// cloud-init's network-config, version 2.
    NetworkConfig,
    /// `network-interfaces` in cloud-init's meta-data, for cloud-init 0.7.5, which does not read network-config.
    MetaData,
    /// A NetworkManager keyfile.
    NetworkManager,
    /// A systemd-networkd file.
    Networkd,
}

/// The package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackageManager {
    /// apt.
    Apt,
    /// dnf.
    Dnf,
    /// /usr is an image, without a package manager.
    None,
}

/// The service that reboots a host after an update of its image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RebootManager {
    /// Zincati, of Fedora CoreOS.
    Zincati,
    /// locksmith, of Flatcar.
    Locksmith,
}

/// A version's first two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub struct Version(pub u32, pub u32);

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// The data files, built in.
const SOURCES: [&str; 8] = [
    include_str!("os/alma.toml"),
    include_str!("os/centos-atomic.toml"),
    include_str!("os/centos-stream.toml"),
    include_str!("os/debian.toml"),
    include_str!("os/fedora-coreos.toml"),
    include_str!("os/flatcar.toml"),
    include_str!("os/rocky.toml"),
    include_str!("os/ubuntu.toml"),
];

static SYSTEMS: LazyLock<Vec<Os>> = LazyLock::new(|| {
    let parse = |source| toml::from_str(source).expect("the built-in data files are tested");
    SOURCES.map(parse).into_iter().collect()
});

impl Os {
    /// All operating systems.
    pub fn all() -> &'static [Self] {
        &SYSTEMS
    }

    /// The operating system with this name.
    ///
    /// # Panics
    /// If a name of [`OsName`] has no data file. A test rules that out.
    pub fn named(name: OsName) -> &'static Self {
        Self::all().iter().find(|os| os.name == name).expect("every name has a data file")
    }

    /// The path as systemd sees it here: with the symlinks of the image resolved, `/mnt/x` -> `/var/mnt/x`.
    pub fn canonical(&self, path: &str) -> String {
        let followed = |(from, to): (&String, &String)| {
            let rest = path.strip_prefix(from.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
        };
        self.symlinks.iter().find_map(followed).unwrap_or_else(|| path.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{Os, OsName};

    #[test]
    fn every_name_has_one_data_file() {
        for name in OsName::ALL {
            assert_eq!(Os::all().iter().filter(|os| os.name == *name).count(), 1, "{name}");
        }
    }

    #[test]
    fn canonical_paths_follow_the_image_s_symlinks() {
        let coreos = Os::named(OsName::FedoraCoreos);
        assert_eq!(coreos.canonical("/mnt/data"), "/var/mnt/data");
        assert_eq!(coreos.canonical("/mntx"), "/mntx");
        assert_eq!(Os::named(OsName::Debian).canonical("/mnt/data"), "/mnt/data");
    }
}
