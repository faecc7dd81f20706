//! The stacks that the swarm runs once it has formed. The leader deploys each from a folder.
//!
//! A folder holds `compose.yml` and its other files. `swarmgen/` in it tells the leader what to do before it deploys:
//! - `networks`: the networks to create, one a line, each with its driver and the options of `docker network create`
//! - `folders`: folders below the mount point to create, one a line, each with its mode
//! - `share/`: files to copy below the mount point
//! - `shapes`: the networks as they must be, one a line, each with a pattern
//! - `options`: options of `docker stack deploy`, one a line
//! - `unpinned`: do not ask a registry for digests
//! - `remove`: remove the stack instead
//!
//! One folder is not a stack: `daemon.json/` holds the hosts' `daemon.json`, which reaches running hosts the same way.

mod above;
mod cleanup;
mod compose;
mod folders;
mod mirror;
mod named;
mod networks;
mod own;
mod registries;
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
    // A worker may become the leader after the operator edits the inventory, so every host can deploy.
    parts: &[
        part!("opt/swarmgen/deploy.sh", "deploys the stacks, on the leader"),
        part!("opt/swarmgen/stacks.sh", "compares networks, and removes old configs and secrets"),
    ],
    also: &[("/etc/swarmgen/stacks/", "a folder for each stack, on managers only")],
    extend,
    ..Bundle::EMPTY
};

pub(super) const FOLDER: &str = "/etc/swarmgen/stacks";
/// The secrets of stacks stay on the disks of the managers. The share never holds them.
const SECRETS: &str = "/etc/swarmgen/secrets";

/// The variables with a secret, as systemd reads them.
const ENVIRONMENT: &str = "/etc/swarmgen/secrets/env";

/// All stacks of a cluster, made once.
#[derive(Default)]
pub(super) struct Stacks {
    /// Files by path relative to the folder of stacks: `registry/compose.yml`.
    files: BTreeMap<String, Arc<str>>,
    /// Secrets by file name.
    secrets: BTreeMap<String, Secret>,
    /// Variables with a secret, in the environment of the leader.
    environment: BTreeMap<String, String>,
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
            stacks.add_own(name, stack, cluster);
        }
        networks::add(&mut stacks, cluster);
        registries::add(&mut stacks, cluster);
        stacks
    }

    /// The files by path relative to the folder of stacks.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &Arc<str>)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text))
    }

    fn add_own(&mut self, name: &str, stack: &Stack, cluster: &Cluster) {
        let own = own::Own::new(cluster, name, stack);
        for (path, text) in own.files {
            self.add(format!("{name}/{path}"), text);
        }
        let folders = folders::mounted(stack, &cluster.storage.mountpoint);
        if stack.remove {
            self.add(format!("{name}/swarmgen/remove"), "");
            return;
        }
        if !folders.is_empty() {
            self.add(format!("{name}/swarmgen/folders"), folders);
        }
        self.secrets.extend(own.secrets);
        let private = stack.private.values().chain(stack.env_secrets.values().flat_map(BTreeMap::values));
        let private = private.map(|private| (private.reference.clone(), private.value.expose().to_owned()));
        self.environment.extend(private);
    }

    /// Adds networks to the lists of a stack.
    fn add_networks<'n>(&mut self, stack: &str, cluster: &Cluster, names: impl IntoIterator<Item = &'n String>) {
        for name in names {
            self.append(format!("{stack}/swarmgen/networks"), &networks::line(cluster, name));
            if let Some(network) = cluster.networks.get(name) {
                self.append(format!("{stack}/swarmgen/shapes"), &networks::shape(name, network));
            }
        }
    }

    fn append(&mut self, path: String, line: &str) {
        let text = self.files.get(&path).map(ToString::to_string).unwrap_or_default();
        self.add(path, text + line);
    }

    /// Whether a stack of swarmgen creates that network.
    fn has_network(&self, name: &str) -> bool {
        let lists = self.files.iter().filter(|(path, _)| path.ends_with("/swarmgen/networks"));
        lists.flat_map(|(_, text)| text.lines()).any(|line| line.split(' ').next() == Some(name))
    }

    /// The names of all stacks that the leader deploys.
    fn names(&self) -> Vec<String> {
        let stacks = self.files.keys().filter_map(|path| path.strip_suffix("/compose.yml"));
        stacks.filter(|name| !self.files.contains_key(&format!("{name}/swarmgen/remove"))).map(str::to_owned).collect()
    }

    fn first(&self) -> Option<String> {
        self.names().into_iter().next()
    }

    /// A stack of swarmgen: its images have tags, and it may be the only way to reach a registry.
    fn add_compose(&mut self, name: &str, text: String) {
        self.add(format!("{name}/compose.yml"), text);
        self.add(format!("{name}/swarmgen/unpinned"), "");
    }

    fn add(&mut self, path: String, text: impl Into<Arc<str>>) {
        self.files.insert(path, text.into());
    }
}

/// Only the files of a manager may be the first revision.
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
    if !stacks.environment.is_empty() {
        let content: String = stacks.environment.iter().map(|(name, value)| env_line(name, value)).collect();
        plan.files.insert(ENVIRONMENT.to_owned(), File { secret: true, ..File::private(content) });
        let dropin = format!("[Service]\nEnvironmentFile=-{ENVIRONMENT}\n");
        let unit = plan.units.entry("swarmgen-converge.service".to_owned()).or_default();
        unit.dropins.insert("20-secrets.conf".to_owned(), dropin.into());
    }
}

/// A line of an environment file of systemd.
fn env_line(name: &str, value: &str) -> String {
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$").replace('`', "\\`");
    format!("{name}=\"{escaped}\"\n")
}
