//! A world: all relevant files of the hosts, the share and the swarms, as one value that can be compared.

use super::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// Path to text. The folder `meta/` records the faults.
pub(crate) type Files = BTreeMap<Text, Text>;

/// The number of faults of each kind that may still happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Budget {
    pub(crate) crashes: u8,
    pub(crate) rebuilds: u8,
    pub(crate) wipes: u8,
    pub(crate) unmounts: u8,
}

/// One state of the whole cluster.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) files: Files,
    pub(crate) hosts: u8,
    pub(crate) budget: Budget,
}

/// One member or former member of a swarm, as the stand-in records it.
pub(crate) struct Node<'a> {
    pub(crate) id: &'a str,
    pub(crate) host: &'a str,
    pub(crate) raft: bool,
}

impl World {
    /// All hosts are up and new, and the share is empty.
    pub(crate) fn new(hosts: u8, budget: Budget) -> Self {
        let files = Files::from([(Text::new("world/next"), Text::new("0\n"))]);
        Self { files, hosts, budget }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = String> + use<> {
        (1..=self.hosts).map(|n| format!("h{n}"))
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|text| text.trim_end())
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub(crate) fn put(&mut self, path: &str, text: &str) {
        self.files.insert(Text::new(path), Text::new(text));
    }

    pub(crate) fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    /// The value of `KEY=value` in a file.
    pub(crate) fn field(&self, path: &str, key: &str) -> Option<&str> {
        self.text(path)?.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
    }

    /// A host's swarm and node id. The engine keeps them while the host is down.
    pub(crate) fn engine(&self, host: &str) -> Option<(&str, &str)> {
        self.text(&format!("world/engines/{host}"))?.strip_prefix("active|")?.split_once('|')
    }

    pub(crate) fn up(&self, host: &str) -> bool {
        !self.has(&format!("world/engines/{host}.down"))
    }

    pub(crate) fn mounted(&self, host: &str) -> bool {
        !self.has(&format!("meta/unmounted/{host}"))
    }

    /// The swarm that a host's journal names, if the host is a member.
    pub(crate) fn member_of(&self, host: &str) -> Option<&str> {
        self.text(&format!("{host}/journal"))?.strip_prefix("member ")
    }

    /// The swarm in the exchange.
    pub(crate) fn exchange(&self) -> Option<&str> {
        self.field("share/exchange", "swarm")
    }

    /// All swarms that have nodes or were published.
    pub(crate) fn swarms(&self) -> BTreeSet<&str> {
        self.files.keys().filter_map(|path| path.strip_prefix("world/swarms/")?.strip_suffix("/token")).collect()
    }

    pub(crate) fn nodes(&self, swarm: &str) -> Vec<Node<'_>> {
        let prefix = format!("world/swarms/{swarm}/n");
        let behind = (Bound::Included(prefix.as_str()), Bound::Unbounded);
        let nodes = self.files.range::<str, _>(behind).take_while(|(path, _)| path.starts_with(&prefix));
        nodes
            .map(|(path, text)| {
                let mut columns = text.split('|');
                let (host, _role, raft) = (columns.next(), columns.next(), columns.next());
                Node { id: &path[prefix.len() - 1..], host: host.unwrap_or_default(), raft: raft == Some("yes") }
            })
            .collect()
    }

    /// Whether this node's host still has its engine's data.
    pub(crate) fn could_live(&self, swarm: &str, node: &Node) -> bool {
        self.engine(node.host) == Some((swarm, node.id))
    }

    /// The number of raft members that pass a test, and the number of all members.
    pub(crate) fn raft(&self, swarm: &str, test: impl Fn(&Node) -> bool) -> (usize, usize) {
        let members: Vec<Node> = self.nodes(swarm).into_iter().filter(|node| node.raft).collect();
        (members.iter().filter(|node| test(node)).count(), members.len())
    }

    pub(crate) fn quorum(&self, swarm: &str) -> bool {
        let (alive, all) = self.raft(swarm, |node| self.up(node.host) && self.could_live(swarm, node));
        2 * alive > all
    }

    /// Whether a published swarm, which is not retired, has a quorum.
    pub(crate) fn living_published(&self, except: Option<&str>) -> bool {
        self.swarms()
            .into_iter()
            .any(|swarm| Some(swarm) != except && self.has(&format!("meta/published/{swarm}")) && self.quorum(swarm))
    }

    /// The files that one host can see. Equal views lead to equal runs.
    pub(crate) fn view(&self, host: &str) -> Files {
        let mounted = self.mounted(host);
        let own = format!("{host}/");
        let seen = |path: &str| {
            path.starts_with("world/") || path.starts_with(&own) || (mounted && path.starts_with("share/"))
        };
        self.files.iter().filter(|(path, _)| seen(path)).map(|(path, text)| (*path, *text)).collect()
    }

    /// Merges the files that a host's run left in its view.
    pub(crate) fn merge(&mut self, host: &str, seen: &Files, left: Files) {
        for path in seen.keys().filter(|path| !left.contains_key(*path)) {
            self.files.remove(path);
        }
        let exchange = self.exchange().map(str::to_owned);
        self.files.extend(left);
        if let Some(swarm) = self.exchange().map(str::to_owned) {
            self.put(&format!("meta/published/{swarm}"), "");
        } else if let Some(retired) = exchange {
            self.remove(&format!("meta/published/{retired}"));
        }
        if self.member_of(host).is_some() {
            self.put(&format!("meta/was-member/{host}"), "");
        }
    }

    /// Renumbers the ids in their order, to merge states that differ only in numbers.
    pub(crate) fn normalize(&mut self) {
        self.files = renumber(&self.files, &numbers(&self.files));
    }
}

/// All ids in the files, in order, each with its new number.
pub(crate) fn numbers(files: &Files) -> BTreeMap<u32, u32> {
    let found: BTreeSet<u32> =
        files.iter().flat_map(|(path, text)| path.ids().iter().chain(text.ids())).copied().collect();
    found.into_iter().zip(0..).collect()
}

/// The files with other numbers. The stand-in's counter continues after the highest number.
pub(crate) fn renumber(files: &Files, table: &BTreeMap<u32, u32>) -> Files {
    let next = table.values().max().map_or(0, |n| n + 1);
    let mut files = if table.iter().all(|(old, new)| old == new) {
        files.clone()
    } else {
        files.iter().map(|(path, text)| (path.renumber(table), text.renumber(table))).collect()
    };
    files.insert(Text::new("world/next"), Text::new(&format!("{next}\n")));
    files
}
