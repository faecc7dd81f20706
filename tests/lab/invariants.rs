//! The invariants of a cluster, which hold after any fault (the design's section 6.1).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::cluster::Cluster;
use crate::swarm;

/// The beginning of every join token.
const TOKEN: &str = "SWMTKN-";

impl Cluster {
    /// Checks every invariant.
    ///
    /// # Panics
    /// If one does not hold.
    pub(crate) fn assert_sound(&self) {
        self.assert_one_swarm();
        self.assert_no_strange_node();
        self.assert_members_stayed();
        self.assert_nothing_secret_got_out();
    }

    /// Every live host is in the same swarm: the one that is published.
    fn assert_one_swarm(&self) {
        let swarms: BTreeMap<_, _> = self.live().map(|host| (host.name(), swarm::swarm_id(host))).collect();
        let distinct: BTreeSet<_> = swarms.values().collect();
        assert_eq!(distinct.len(), 1, "more than one swarm: {swarms:?}");
        let published =
            fs::read_to_string(self.exchange_folder().join("exchange")).expect("a converged cluster has an exchange");
        let own = distinct.first().expect("there is one");
        assert!(
            published.contains(&format!("\nswarm={own}\n")),
            "the exchange names another swarm than {own}:\n{published}"
        );
    }

    /// One node for each live host, one leader, and no entry without a host in the inventory.
    fn assert_no_strange_node(&self) {
        let nodes = self.nodes().expect("a converged cluster has a manager that answers");
        for host in self.live() {
            let entries = nodes.iter().filter(|node| node.is_of(host)).count();
            assert_eq!(entries, 1, "{} has {entries} entries: {nodes:#?}", host.name());
        }
        let strange: Vec<_> = nodes.iter().filter(|node| !self.all().iter().any(|host| node.is_of(host))).collect();
        assert!(strange.is_empty(), "nodes without a host in the inventory: {strange:#?}");
        let lost: Vec<_> = nodes.iter().filter(|node| self.is_lost(node)).collect();
        assert!(lost.is_empty(), "nodes whose disks are gone: {lost:#?}");
        assert_eq!(nodes.iter().filter(|node| node.leader).count(), 1, "not one leader: {nodes:#?}");
    }

    /// No host became another node since the last check, unless it got a new disk.
    fn assert_members_stayed(&self) {
        let nodes =
            self.live().map(|host| (host.name().to_owned(), swarm::membership(host).expect("dockerd answers").node_id));
        let changed = self.changed_nodes(&nodes.collect::<Vec<_>>());
        assert!(changed.is_empty(), "members that left and came back as others: {changed:?}");
    }

    /// The share contains no token except the worker's. Journal, console and seed contain none.
    fn assert_nothing_secret_got_out(&self) {
        let manager = self.live().find(|host| self.is_manager(host.name())).expect("a manager is on");
        let worker_token = manager.sh("docker swarm join-token --quiet worker");
        // The host program mentions tokens; its files are those that were rendered.
        let is_program = |path: &str| path.contains("/.swarmgen/program/");
        for (path, text) in files_below(&self.share()).into_iter().filter(|(path, _)| !is_program(path)) {
            assert!(!text.replace(&worker_token, "").contains(TOKEN), "{path} holds a token that is not the worker's");
            assert!(!text.contains("SWMKEY-"), "{path} holds an unlock key");
        }
        for host in self.live() {
            // The script mentions tokens, so only a whole one counts.
            let whole = format!("{TOKEN}[0-9-]*[0-9a-z]{{50}}");
            let folders = "/var/log /etc /opt /var/lib/cloud /var/lib/swarmgen /run/swarmgen";
            let found =
                host.sh(&format!("journalctl --no-pager | grep -E '{whole}'; grep -rlE '{whole}' {folders}; true"));
            assert_eq!(found, "", "{} has a token in its journal or in a file", host.name());
        }
    }
}

fn files_below(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).expect("the share can be read").filter_map(Result::ok);
    entries
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => files_below(&path),
            path => vec![(
                path.display().to_string(),
                String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).into_owned(),
            )],
        })
        .collect()
}
