//! The stacks that the swarm runs once it has formed: a folder each, which the leader deploys from.
//!
//! A folder holds `compose.yml` and the files that it names. In `swarmgen/` lies what the leader does before it deploys:
//! `networks`, the overlay networks that have to be there, one a line; `folders`, folders below the mount point, one a line
//! with its mode; `share/`, files that are laid below the mount point; `unpinned`, which keeps it from asking a registry for
//! digests; `remove`, which takes the stack away instead.
//!
//! One folder is no stack: `daemon.json/` holds the hosts' `daemon.json`, which reaches running hosts by the same road.

mod cleanup;
mod compose;
mod folders;
mod mirror;
mod traefik;

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Planner,
    bundle::{Bundle, part},
    engine,
};
use crate::{
    model::{
        cluster::{Cluster, Host, Stack},
        plan::{File, HostPlan},
    },
    values::{
        names::{CleanupMethod, Role},
        secret::Secret,
    },
};

pub(super) const BUNDLE: Bundle = Bundle {
    // A worker may lead after the operator has edited the inventory, so every host can deploy.
    parts: &[part!("opt/swarmgen/deploy.sh", "deploys the stacks, on the leader")],
    also: &[("/etc/swarmgen/stacks/", "a folder for each stack, on managers only")],
    extend,
    ..Bundle::EMPTY
};

const FOLDER: &str = "/etc/swarmgen/stacks";
/// Secrets of stacks stay on the managers' own disks; the share never holds them.
const SECRETS: &str = "/etc/swarmgen/secrets";

/// All stacks of a cluster, made once.
#[derive(Default)]
pub(super) struct Stacks {
    /// Files by path relative to the folder of stacks: `registry/compose.yml`.
    files: BTreeMap<String, Arc<str>>,
    /// Secrets by file name.
    secrets: BTreeMap<String, Secret>,
}

impl Stacks {
    pub(super) fn new(cluster: &Cluster) -> Self {
        let mut stacks = Self::default();
        for (name, text) in engine::configs(cluster) {
            stacks.add(format!("daemon.json/{name}"), text);
        }
        if let Some(traefik) = &cluster.traefik {
            traefik::add(&mut stacks, cluster, traefik);
        }
        if let Some(mirror) = &cluster.mirror {
            mirror::add(&mut stacks, cluster, mirror);
        }
        if cluster.cleanup.method == CleanupMethod::Stack {
            cleanup::add(&mut stacks, cluster, &cluster.cleanup);
        }
        for (name, stack) in &cluster.stacks {
            stacks.add_own(name, stack, &cluster.storage.mountpoint);
        }
        stacks
    }

    /// The files by path relative to the folder of stacks.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &Arc<str>)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text))
    }

    fn add_own(&mut self, name: &str, stack: &Stack, mountpoint: &str) {
        for (path, text) in &stack.files {
            self.add(format!("{name}/{path}"), text.as_str());
        }
        let folders = folders::mounted(stack, mountpoint);
        if stack.remove {
            self.add(format!("{name}/swarmgen/remove"), "");
        } else if !folders.is_empty() {
            self.add(format!("{name}/swarmgen/folders"), folders);
        }
    }

    /// A stack of swarmgen's own: its images have tags, and registries may be reached through nothing but itself.
    fn add_compose(&mut self, name: &str, text: String) {
        self.add(format!("{name}/compose.yml"), text);
        self.add(format!("{name}/swarmgen/unpinned"), "");
    }

    fn add(&mut self, path: String, text: impl Into<Arc<str>>) {
        self.files.insert(path, text.into());
    }
}

/// Only a manager's own files may be the first revision that counts.
fn extend(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    let stacks = &planner.stacks;
    if host.role == Role::Worker {
        return;
    }
    for (path, text) in &stacks.files {
        plan.files.insert(format!("{FOLDER}/{path}"), File::public(text.clone()));
    }
    for (name, secret) in &stacks.secrets {
        let file = File { secret: true, ..File::private(secret.expose()) };
        plan.files.insert(format!("{SECRETS}/{name}"), file);
    }
}
