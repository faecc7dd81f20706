//! [`Cluster`] to [`HostPlan`]: what each host is to have.
//!
//! One file for each thing that a host gets. To add one, write a function `fn thing(planner: &Planner, host: &Host, plan:
//! &mut HostPlan)` in a file of its own and call it in [`Planner::plan`].

mod cleanup;
mod converge;
mod engine;
mod firewall;
mod netboot;
mod network;
mod roster;
mod selinux;
mod share;
mod share_folder;
mod shell;
mod stacks;
mod updates;
mod user_files;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    model::{
        cluster::{Cluster, Host},
        plan::{ClusterPlan, HostPlan, LoginUser, NetworkPlan},
    },
    os::platform::Limit,
};

/// What all hosts of a cluster have in common, made once.
pub struct Planner<'c> {
    cluster: &'c Cluster,
    /// `/etc/hosts` of a manager.
    hosts_file: Arc<str>,
    converge: converge::Shared,
    engine: engine::Shared,
    stacks: stacks::Stacks,
    cleanup: cleanup::Shared,
    firewall: firewall::Shared,
    shell: shell::Shared,
}

impl<'c> Planner<'c> {
    /// Does the work that is common to all hosts.
    pub fn new(cluster: &'c Cluster) -> Self {
        let hosts_file = roster::hosts_file(cluster, cluster.hosts.iter());
        Self {
            cluster,
            hosts_file,
            converge: converge::Shared::new(cluster),
            engine: engine::Shared::new(),
            stacks: stacks::Stacks::new(cluster),
            cleanup: cleanup::Shared::new(&cluster.cleanup),
            firewall: firewall::Shared::new(cluster),
            shell: shell::Shared::new(),
        }
    }

    /// The plan of one host.
    pub fn plan(&self, host: &Host) -> HostPlan {
        let mut plan = self.bare(host);
        network::plan(self, host, &mut plan);
        netboot::plan(self, host, &mut plan);
        roster::plan(self, host, &mut plan);
        share::plan(self, host, &mut plan);
        selinux::plan(self, host, &mut plan);
        engine::plan(self, host, &mut plan);
        converge::plan(self, host, &mut plan);
        stacks::plan(self, host, &mut plan);
        cleanup::plan(self, &mut plan);
        shell::plan(self, host, &mut plan);
        firewall::plan(self, host, &mut plan);
        updates::plan(self, host, &mut plan);
        user_files::plan(host, &mut plan);
        plan
    }

    /// What belongs to no host: the inventory as the leader reads it, and the start of a network boot.
    pub fn cluster(&self) -> ClusterPlan {
        ClusterPlan {
            share: share_folder::plan(self.cluster, self.converge.table(), &self.stacks),
            netboot: self.cluster.pxe.is_some(),
        }
    }

    fn bare(&self, host: &Host) -> HostPlan {
        let Cluster { name, generation, timezone, .. } = self.cluster;
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
            packages: host.packages.clone(),
            repository: None,
            files: BTreeMap::new(),
            units: BTreeMap::new(),
            netboot: None,
        }
    }
}
