//! [`Cluster`] to [`HostPlan`]: the first-boot configuration of each host.
//!
//! Each feature of a host has one file with its `Bundle`. To add a feature, put its files below `templates/host` at
//! their paths on the host, declare the bundle in a file here, and add a line to the list of features.

mod bundle;
mod netboot;
mod own;
mod share_folder;
mod user_files;

use std::{collections::BTreeMap, sync::Arc};

use self::bundle::{Bundle, HostFiles};
pub use self::own::own;
use crate::{
    exchange::table,
    model::{
        cluster::{Cluster, Host},
        own_paths::OwnPaths,
        plan::{ClusterPlan, HostPlan, LoginUser, NetworkPlan},
    },
    os::{PackageManager, platform::Limit},
};

/// Declares the features of hosts: a module for each, and the list of their bundles.
macro_rules! features {
    ($($feature:ident,)+) => {
        $(mod $feature;)+

        const BUNDLES: &[&Bundle] = &[$(&$feature::BUNDLE,)+];
    };
}

features! {
    network,
    interfaces,
    roster,
    share,
    selinux,
    engine,
    converge,
    stacks,
    cleanup,
    shell,
    firewall,
    updates,
    program,
}

/// The paths that the deliveries write for the host name and for sudo, and the folders that scripts fill on a running
/// host.
const EVERY_HOST: [&str; 5] =
    ["/etc/hostname", "/etc/sudoers.d/swarmgen", "/etc/swarmgen", "/opt/swarmgen", "/var/lib/swarmgen"];

/// The paths that a file of the operator must not use.
pub fn own_paths() -> OwnPaths {
    let replaceable: Vec<_> = BUNDLES.iter().flat_map(|bundle| bundle.replaceable).copied().collect();
    let paths = BUNDLES.iter().flat_map(|bundle| bundle.paths()).map(|(path, _)| path);
    // The unit checks cover the names of units, and a folder of swarmgen covers its files.
    let folders = EVERY_HOST.map(|folder| format!("{folder}/"));
    let is_covered = |path: &str| path.starts_with(bundle::UNITS) || folders.iter().any(|it| path.starts_with(it));
    let paths = paths.filter(|path| !replaceable.contains(path) && !is_covered(path));
    let mut taken: Vec<_> = EVERY_HOST.into_iter().chain(paths).collect();
    taken.sort_unstable();
    OwnPaths { taken, replaceable }
}

/// The rows of the table in `docs/os.md`: each path that every system has, with its meaning.
pub fn path_table() -> String {
    let paths = BUNDLES.iter().flat_map(|bundle| bundle.paths()).filter(|(_, about)| !about.is_empty());
    let sorted: BTreeMap<_, _> = paths.collect();
    sorted.into_iter().map(|(path, about)| format!("| `{path}` | {about} |\n")).collect()
}

/// The files that are the same on every host that has them, by path.
pub fn static_files() -> BTreeMap<&'static str, Arc<str>> {
    HostFiles::new(BUNDLES).into_texts()
}

/// The parts that all hosts of a cluster share, made once.
pub struct Planner<'c> {
    cluster: &'c Cluster,
    host_files: HostFiles,
    stacks: stacks::Stacks,
    /// `cluster.tsv` with every host, as the leader reads it.
    table: Arc<str>,
    /// The sources of swarm traffic.
    firewall_sources: String,
}

impl<'c> Planner<'c> {
    /// Does the work that all hosts share.
    pub fn new(cluster: &'c Cluster) -> Self {
        Self {
            cluster,
            host_files: HostFiles::new(BUNDLES),
            stacks: stacks::Stacks::new(cluster),
            table: table::write(cluster.hosts.iter()).into(),
            firewall_sources: firewall::sources(cluster),
        }
    }

    /// The plan of one host.
    pub fn plan(&self, host: &Host) -> HostPlan {
        let mut plan = self.bare(host);
        netboot::plan(self, host, &mut plan);
        for bundle in BUNDLES {
            bundle.plan(self, host, &mut plan);
        }
        user_files::plan(host, &mut plan);
        plan
    }

    /// The plan of the cluster: the inventory as the leader reads it, and the start of a network boot.
    pub fn cluster(&self) -> ClusterPlan {
        ClusterPlan {
            share: share_folder::plan(self.cluster, &self.table, &self.stacks, self.host_files.program(BUNDLES)),
            netboot: self.cluster.pxe.is_some(),
        }
    }

    fn bare(&self, host: &Host) -> HostPlan {
        let Cluster { name, generation, timezone, .. } = self.cluster;
        // cloud-init installs all `packages` in one call. dnf fails as a whole if it does not know one of the operator's;
        // for apt, cloud-init leaves unknown names out itself.
        let (extra_packages, packages): (Vec<_>, Vec<_>) =
            host.packages.iter().cloned().partition(|_| host.os.package_manager == PackageManager::Dnf);
        HostPlan {
            name: host.name.clone(),
            fqdn: self.cluster.fqdn(host),
            target: host.os.target,
            limit: host.platform.map(Limit::of),
            instance_id: format!("{name}-{}-g{generation}", host.name),
            timezone: timezone.clone(),
            user: LoginUser {
                name: host.user.name.clone(),
                admin_group: host.os.admin_group.clone(),
                ssh_authorized_keys: host.user.ssh_authorized_keys.clone(),
                password_hash: host.user.password_hash.clone(),
            },
            network: NetworkPlan::Dhcp,
            packages,
            extra_packages,
            repository: None,
            files: BTreeMap::new(),
            program: BTreeMap::new(),
            program_url: program::own_url(self.cluster, host),
            units: BTreeMap::new(),
            netboot: None,
        }
    }
}
