//! What swarmgen knows about each operating system: one data file each under `src/os/`.
//!
//! To add one: write `src/os/NAME.toml` beside its siblings, add its name to [`OsName`] and a line to [`SOURCES`], and a
//! page `docs/os/NAME.md`. `cargo test` then renders and judges it with the others.

pub mod platform;

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use crate::values::names::{Install, OsName, StorageType};

/// An operating system, as a host's configuration has to know it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Os {
    /// Its name in the inventory.
    pub name: OsName,
    /// What reads the configuration at the first boot.
    pub target: Target,
    /// The oldest cloud-init that its images carry, `major.minor`; only for cloud-init targets.
    pub cloud_init: Option<Version>,
    /// The user that its images bring.
    pub default_user: String,
    /// The group whose members may become root.
    pub admin_group: String,
    /// What configures its network from files, where the target does not.
    pub network: Network,
    /// What installs packages; `none` on systems whose /usr is an image.
    pub package_manager: PackageManager,
    /// Whether SELinux is enforcing.
    #[serde(default)]
    pub selinux: bool,
    /// What reboots it when its image has been updated; without one it is left to a person.
    pub reboot_manager: Option<RebootManager>,
    /// The firewall that is active from the first boot.
    pub firewall: Option<String>,
    /// Paths that are symlinks here: `/mnt` -> `/var/mnt`. systemd refuses a mount point that runs through one.
    #[serde(default)]
    pub symlinks: BTreeMap<String, String>,
    /// Whether nothing can be made but in `/etc` and `/var`, as ostree has it.
    #[serde(default)]
    pub closed_root: bool,
    /// The package that mounts each kind of storage, empty where the image can; a kind that is missing cannot be mounted.
    pub storage_packages: BTreeMap<StorageType, String>,
    /// What its kernel is told in a network boot; cloud-init is told where its seed is, whatever the system.
    pub netboot: Option<Netboot>,
    /// The engine.
    pub engine: Engine,
}

/// What the kernel of a live system is told, for targets other than cloud-init.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Netboot {
    /// Arguments that are always the same, for a host that runs in memory.
    pub live: Vec<String>,
    /// The argument that takes the URL of the configuration.
    pub config: String,
    /// The argument that takes the URL of the root file system, where that is not part of the initrd.
    pub rootfs: Option<String>,
    /// How the live system installs itself to a disk, where it can.
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
    /// Where it comes from unless the inventory says otherwise.
    pub default_install: Install,
    /// The ways to install it, each with its packages.
    pub packages: BTreeMap<Install, Vec<String>>,
    /// The oldest engine that may be met, `major.minor`.
    pub version: Version,
    /// The unit that runs it.
    pub unit: String,
    /// The unit of another engine that the image starts and that has to stand back.
    pub replaces: Option<String>,
    /// Its configuration file.
    pub daemon_json: String,
    /// What `daemon.json` holds here before the inventory's own keys.
    #[serde(default)]
    pub daemon: serde_json::Map<String, serde_json::Value>,
    /// Keys of `daemon.json` that only this system's engine knows.
    #[serde(default)]
    pub extra_daemon_keys: Vec<String>,
    /// The base URL of Docker's own repository for this system.
    pub docker_ce_repository: Option<String>,
    /// The file of start options, where the image's own would keep the engine or its client from what swarmgen sets up.
    pub options_file: Option<OptionsFile>,
}

impl Engine {
    /// The packages that are installed in this way.
    pub fn packages_of(&self, install: Install) -> impl Iterator<Item = &str> {
        self.packages.get(&install).into_iter().flatten().map(String::as_str)
    }

    /// Whether a package is one of Docker's own, which is what a version of the engine is asked of.
    pub fn has_version(package: &str) -> bool {
        package.starts_with("docker")
    }
}

/// A file of the image's that swarmgen replaces.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionsFile {
    /// Its absolute path.
    pub path: String,
    /// Its content.
    pub content: String,
}

/// What reads the configuration at the first boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// cloud-init with a NoCloud seed.
    CloudInit,
    /// Ignition.
    Ignition,
}

/// What configures the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    /// cloud-init's network-config, version 2.
    NetworkConfig,
    /// `network-interfaces` in cloud-init's meta-data, for a cloud-init without network-config (0.7.5).
    MetaData,
    /// A NetworkManager keyfile.
    NetworkManager,
    /// A systemd-networkd file.
    Networkd,
}

/// What installs packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackageManager {
    /// apt.
    Apt,
    /// dnf.
    Dnf,
    /// /usr is an image; there is nothing to install with.
    None,
}

/// What reboots a host whose image has been updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RebootManager {
    /// Zincati, of Fedora CoreOS.
    Zincati,
    /// locksmith, of Flatcar.
    Locksmith,
}

/// A version's first two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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

    /// The operating system of that name.
    ///
    /// # Panics
    /// When a name of [`OsName`] has no data file, which a test rules out.
    pub fn named(name: OsName) -> &'static Self {
        Self::all().iter().find(|os| os.name == name).expect("every name has a data file")
    }

    /// The path as systemd sees it here, with the symlinks of the image followed: `/mnt/x` -> `/var/mnt/x`.
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
