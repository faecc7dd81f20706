//! A cluster as its operator has it: an inventory, its rendered output, and hosts that boot with this output alone.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::host::{Host, ShareAtBoot};
use crate::lab::Lab;
use crate::seed::Seed;
use crate::swarm::{self, Node};
use crate::wait;

/// The contents of a scenario's inventory.
#[derive(Clone)]
pub(crate) struct Inventory {
    os: &'static str,
    managers: usize,
    workers: usize,
    /// Keys to merge into daemon.json.
    daemon: String,
    /// The source of a GlusterFS volume. With `None`, the share is mounted as if by the operator.
    glusterfs: Option<String>,
    revision: u32,
    /// Files beside the inventory: name and content.
    files: Vec<(String, String)>,
    toml: String,
    /// Keys of a host's own, by its name.
    own: BTreeMap<&'static str, &'static str>,
    /// The interface of each host's address, where `network` describes the hosts.
    interface: Option<&'static str>,
}

impl Inventory {
    /// Hosts ds1, ds2, … as managers, on a Debian that cloud-init configures.
    pub(crate) fn managers(managers: usize) -> Self {
        let files = Vec::new();
        let daemon = String::new();
        Self {
            os: "debian",
            managers,
            workers: 0,
            daemon,
            glusterfs: None,
            revision: 1,
            files,
            toml: String::new(),
            own: BTreeMap::new(),
            interface: None,
        }
    }

    /// Adds hosts wk1, wk2, … as workers.
    pub(crate) fn workers(mut self, workers: usize) -> Self {
        self.workers = workers;
        self
    }

    /// With the configuration of another operating system, on the lab's one root file system.
    pub(crate) fn os(mut self, os: &'static str) -> Self {
        self.os = os;
        self
    }

    /// With this volume as its storage.
    pub(crate) fn glusterfs(mut self, source: &str) -> Self {
        self.glusterfs = Some(source.to_owned());
        self
    }

    /// With this revision.
    pub(crate) fn revision(mut self, revision: u32) -> Self {
        self.revision = revision;
        self
    }

    /// With these keys for daemon.json.
    pub(crate) fn daemon(mut self, keys: &str) -> Self {
        keys.clone_into(&mut self.daemon);
        self
    }

    /// With a file beside it.
    pub(crate) fn file(mut self, name: &str, content: &str) -> Self {
        self.files.push((name.to_owned(), content.to_owned()));
        self
    }

    /// With the hosts' addresses on that interface: `defaults.network` among the further tables describes it.
    pub(crate) fn network(mut self, interface: &'static str) -> Self {
        self.interface = Some(interface);
        self
    }

    /// With further tables.
    pub(crate) fn toml(mut self, tables: &str) -> Self {
        self.toml.push_str(tables);
        self
    }

    /// With these keys in the table of that host.
    pub(crate) fn of_host(mut self, name: &'static str, keys: &'static str) -> Self {
        self.own.insert(name, keys);
        self
    }

    /// The hosts: name, address, and whether the host is a manager.
    fn hosts(&self) -> Vec<(String, String, bool)> {
        let managers = (1..=self.managers).map(|n| (format!("ds{n}"), format!("192.168.31.{}", 10 + n), true));
        let workers = (1..=self.workers).map(|n| (format!("wk{n}"), format!("192.168.31.{}", 50 + n), false));
        managers.chain(workers).collect()
    }

    fn to_toml(&self) -> String {
        let storage = match &self.glusterfs {
            Some(source) => format!("type = \"glusterfs\"\nsource = \"{source}\""),
            None => "type = \"existing\"".to_owned(),
        };
        let mut toml = format!(
            "[cluster]\nname = \"lab\"\ndomain = \"example.com\"\nsubnet = \"192.168.31.0/24\"\n\
             revision = {}\n{}[storage]\n{storage}\n[docker]\ninstall = \"present\"\n\
             [docker.daemon]\n{}\n[defaults]\nos = \"{}\"\n",
            self.revision, self.toml, self.daemon, self.os
        );
        if self.interface.is_none() {
            toml.push_str("interface = \"eth0\"\ngateway = \"192.168.31.1\"\n");
        }
        for (name, address, manager) in self.hosts() {
            let role = if manager { "manager" } else { "worker" };
            let own = self.own.get(&*name).copied().unwrap_or_default();
            let _ = writeln!(toml, "[hosts.{name}]\naddress = \"{address}\"\nrole = \"{role}\"\n{own}");
            if let Some(interface) = self.interface {
                let _ = writeln!(toml, "[hosts.{name}.network.{interface}]\naddresses = [\"{address}/24\"]");
            }
        }
        toml
    }
}

/// The hosts of one inventory, in their own lab.
pub(crate) struct Cluster {
    lab: Rc<Lab>,
    inventory: Inventory,
    hosts: Vec<Host>,
    /// The last known node of each host, until its disk is replaced.
    known: RefCell<BTreeMap<String, String>>,
    /// The nodes that were lost with their hosts' disks.
    lost: RefCell<BTreeSet<String>>,
}

impl Cluster {
    /// All hosts, switched off. `None`, with a message, if there can be no lab.
    pub(crate) fn of(scenario: &str, inventory: Inventory) -> Option<Self> {
        Some(Self::in_lab(&Lab::start(scenario)?, inventory))
    }

    /// All hosts, switched off, in a lab with other hosts.
    pub(crate) fn in_lab(lab: &Rc<Lab>, inventory: Inventory) -> Self {
        let out = render(lab, &inventory);
        let hosts = inventory.hosts().into_iter().enumerate();
        let hosts = hosts.map(|(number, (name, address, _))| {
            let host = Host::new(lab, number + 1, &name, &address, Seed::rendered(&out.join("hosts").join(&name)));
            if inventory.glusterfs.is_some() {
                host.share_at_boot(ShareAtBoot::Missing);
            }
            host
        });
        Self {
            hosts: hosts.collect(),
            lab: Rc::clone(lab),
            inventory,
            known: RefCell::default(),
            lost: RefCell::default(),
        }
    }

    /// All hosts, just switched on.
    pub(crate) fn boot(scenario: &str, inventory: Inventory) -> Option<Self> {
        let cluster = Self::of(scenario, inventory)?;
        cluster.power_on();
        Some(cluster)
    }

    /// Switches on every host that is off.
    pub(crate) fn power_on(&self) {
        self.hosts.iter().filter(|host| !host.is_on()).for_each(Host::power_on);
    }

    /// Applies an edited inventory as an operator does: renders it, and copies `out/share/` onto the share.
    pub(crate) fn bring(&self, inventory: &Inventory) {
        let share = render(&self.lab, inventory).join("share");
        let copied = Command::new("cp").arg("-r").arg(share.join(".")).arg(self.lab.share()).status();
        assert!(copied.is_ok_and(|status| status.success()), "the share takes the inventory");
    }

    pub(crate) fn lab(&self) -> &Lab {
        &self.lab
    }

    /// The host with this name.
    pub(crate) fn host(&self, name: &str) -> &Host {
        self.hosts.iter().find(|host| host.name() == name).expect("the scenario names hosts of its inventory")
    }

    /// All hosts of the inventory.
    pub(crate) fn all(&self) -> &[Host] {
        &self.hosts
    }

    /// The hosts that have power.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Host> {
        self.hosts.iter().filter(|host| host.is_on())
    }

    /// Replaces the disk of a host and boots it. The host may become a new node.
    pub(crate) fn rebuild(&self, name: &str) {
        self.lost.borrow_mut().extend(self.known.borrow_mut().remove(name));
        self.host(name).rebuild();
    }

    /// Whether the host is a manager in the inventory.
    pub(crate) fn is_manager(&self, name: &str) -> bool {
        self.inventory.hosts().iter().any(|(host, _, manager)| host == name && *manager)
    }

    /// The swarm that the exchange names.
    pub(crate) fn published_swarm(&self) -> Result<String, String> {
        let text = fs::read_to_string(self.exchange_folder().join("exchange")).map_err(|error| error.to_string())?;
        text.lines().find_map(|line| line.strip_prefix("swarm=")).map(str::to_owned).ok_or(text.clone())
    }

    /// A value from a host's status file on the share.
    pub(crate) fn status(&self, host: &str, key: &str) -> Option<String> {
        let text = fs::read_to_string(self.exchange_folder().join("hosts").join(host)).ok()?;
        text.lines().find_map(|line| line.strip_prefix(&format!("{key}=")).map(str::to_owned))
    }

    /// The cluster's folder on the share.
    pub(crate) fn exchange_folder(&self) -> PathBuf {
        self.share().join(".swarmgen/lab/g1")
    }

    /// The share as its server sees it, or as a host sees it that has mounted it.
    pub(crate) fn share(&self) -> PathBuf {
        match &self.inventory.glusterfs {
            Some(_) => self.live().find_map(Host::root).map(|root| root.join("var/data")).unwrap_or_default(),
            None => self.lab.share(),
        }
    }

    /// The node list of the first live manager that answers.
    pub(crate) fn nodes(&self) -> Result<Vec<Node>, String> {
        let mut seen = Err("no manager is on".to_owned());
        for host in self.live().filter(|host| self.is_manager(host.name())) {
            seen = swarm::nodes(host);
            if seen.is_ok() {
                break;
            }
        }
        seen
    }

    /// Waits until docker shows every live host in its role, and no other entries of these hosts.
    pub(crate) fn until_formed(&self, limit: Duration) {
        let start = Instant::now();
        wait::until("the swarm to be as the inventory says", limit, || self.formed());
        println!("formed after {:.1} s", start.elapsed().as_secs_f32());
    }

    /// Waits until the swarm has formed and every live host reports that it has converged. Then checks the invariants.
    pub(crate) fn until_converged(&self, limit: Duration) {
        self.until_formed(limit);
        // For a while, managers list a host as reachable after it has lost its power.
        wait::until("every host to say that it has converged", limit, || self.all_converged());
        self.assert_sound();
    }

    /// Whether docker shows every live host in its role now.
    pub(crate) fn formed(&self) -> Result<(), String> {
        let nodes = self.nodes()?;
        let is_as_wanted = |host: &Host| nodes.iter().any(|node| self.is_as_wanted(node, host));
        if let Some(host) = self.live().find(|host| !is_as_wanted(host)) {
            let said = self.status(host.name(), "waiting_for");
            return Err(format!("{} is not as wanted among {nodes:#?}; it says {said:?}", host.name()));
        }
        // For a while, managers list a host as ready after it is gone. So the host itself must report this node.
        self.live().try_for_each(|host| is_itself(host, &nodes))
    }

    fn is_as_wanted(&self, node: &Node, host: &Host) -> bool {
        let manager = self.is_manager(host.name());
        node.is_of(host) && node.ready && node.manager == manager && node.reachable == manager
    }

    fn all_converged(&self) -> Result<(), String> {
        let unconverged = |host: &&Host| self.status(host.name(), "state").as_deref() != Some("converged");
        match self.live().find(unconverged) {
            Some(host) => Err(format!("{}: {:?}", host.name(), self.status(host.name(), "step"))),
            None => Ok(()),
        }
    }

    /// Whether the node was lost with its host's disk.
    pub(crate) fn is_lost(&self, node: &Node) -> bool {
        self.lost.borrow().contains(&node.id)
    }

    /// Records the node of each live host, and returns the hosts whose node changed.
    pub(crate) fn changed_nodes(&self, nodes: &[(String, String)]) -> Vec<String> {
        let mut known = self.known.borrow_mut();
        let seen = nodes.iter().cloned();
        seen.filter_map(|(host, id)| {
            known.insert(host.clone(), id.clone()).filter(|before| *before != id).map(|_| host)
        })
        .collect()
    }
}

fn is_itself(host: &Host, nodes: &[Node]) -> Result<(), String> {
    let own = swarm::membership(host)?;
    let is_own = |node: &Node| node.is_of(host) && node.id == own.node_id && node.manager == own.control;
    let listed = nodes.iter().any(is_own);
    if listed { Ok(()) } else { Err(format!("{} says {own:?}, the managers say {nodes:#?}", host.name())) }
}

/// Renders the inventory onto the lab's desk, with the program under test.
fn render(lab: &Lab, inventory: &Inventory) -> PathBuf {
    let [file, out] = ["inventory.toml", "out"].map(|name| lab.desk().join(name));
    fs::write(&file, inventory.to_toml()).expect("the desk can be written");
    for (name, content) in &inventory.files {
        fs::write(lab.desk().join(name), content).expect("the desk can be written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_swarmgen")).arg("render").arg(&file).arg("-o").arg(&out).output();
    let output = output.expect("swarmgen can be run");
    assert!(output.status.success(), "render failed:\n{}", String::from_utf8_lossy(&output.stderr));
    out
}
