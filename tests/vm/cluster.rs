//! A cluster as its operator has it: an inventory, its rendered output, the hosts, and the machine that serves them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::host::{Disk, Host};
use crate::lab::Lab;
use crate::machine::{Boot, Hardware, spare};
use crate::server::{self, Server};
use crate::swarm::{self, Node};
use crate::wait;

/// The time limit from power-on to a swarm, on an emulated processor with other tasks.
const LIMIT: Duration = Duration::from_mins(20);

/// Kernel arguments of every host: its disk, its console, and options that save work for an emulated processor.
const KERNEL: &str = "root=LABEL=root rw console=ttyS0 quiet mitigations=off tsc=reliable no_timer_check";

/// The source of a host's system and configuration.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Way {
    /// Kernel and initrd from the network, root on its disk, cloud-init's seed over HTTP.
    Network,
    /// Everything from the network, and the root in memory.
    Memory,
    /// Kernel and an initrd with Ignition from the network, root on its disk.
    Ignition,
    /// All from its disk, and cloud-init's seed from a second drive.
    SeedDrive,
}

/// The settings of one host.
pub(crate) struct Wanted {
    pub(crate) way: Way,
    /// The number of minutes that its clock is slow.
    slow: u64,
    role: &'static str,
    bonded: bool,
}

impl Wanted {
    /// A manager with a correct clock.
    pub(crate) fn by(way: Way) -> Self {
        Self { way, slow: 0, role: "manager", bonded: false }
    }

    /// The same host with a slow clock.
    pub(crate) fn slow(self, minutes: u64) -> Self {
        Self { slow: minutes, ..self }
    }

    /// The same host with a second card, both in a bond, and a VLAN on it for the data of the swarm.
    pub(crate) fn bonded(self) -> Self {
        Self { bonded: true, ..self }
    }

    /// The same host as a worker, which starts no swarm.
    pub(crate) fn worker(self) -> Self {
        Self { role: "worker", ..self }
    }
}

/// The hosts of one inventory: ds1, ds2, ….
pub(crate) struct Cluster {
    hosts: Vec<Host>,
    server: Server,
    lab: Rc<Lab>,
    /// The nodes that were lost with their hosts' disks.
    lost: RefCell<BTreeSet<String>>,
}

impl Cluster {
    /// All hosts, switched off, with `tables` in their inventory. `None`, with a message, if there can be no lab.
    pub(crate) fn of(pass: &str, tables: &str, wanted: &[Wanted]) -> Option<Self> {
        let lab = Lab::start(pass)?;
        let out = render(&lab, &inventory(tables, wanted));
        let hosts = wanted.iter().enumerate().map(|(index, wanted)| host(&lab, index + 1, wanted, &out)).collect();
        let addresses: Vec<_> = (1..=wanted.len()).map(|number| (mac(number), address(number))).collect();
        let server = Server::start(&lab, &out, &addresses);
        Some(Self { hosts, server, lab, lost: RefCell::default() })
    }

    /// All hosts, just switched on.
    pub(crate) fn boot(pass: &str, tables: &str, wanted: &[Wanted]) -> Option<Self> {
        let cluster = Self::of(pass, tables, wanted)?;
        cluster.power_on();
        Some(cluster)
    }

    /// Switches on every host that is off.
    pub(crate) fn power_on(&self) {
        self.hosts.iter().filter(|host| !host.is_on()).for_each(Host::power_on);
    }

    /// Waits until the swarm of a live host is the published one.
    pub(crate) fn until_published(&self) {
        wait::until("a swarm to be published", LIMIT, || self.server.published_swarm());
    }

    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// The rendered folder of a host.
    pub(crate) fn rendered(&self, host: &Host) -> PathBuf {
        self.lab.desk().join("out/hosts").join(host.name())
    }

    /// The host with this number, counted from one.
    pub(crate) fn host(&self, number: usize) -> &Host {
        &self.hosts[number - 1]
    }

    /// The hosts that have power.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Host> {
        self.hosts.iter().filter(|host| host.is_on())
    }

    /// Replaces the disk of a host that is off, and switches it on.
    pub(crate) fn rebuild(&self, host: &Host) {
        let nodes = self.nodes().expect("the others are a swarm");
        self.lost.borrow_mut().extend(nodes.into_iter().filter(|node| node.is_of(host)).map(|node| node.id));
        host.replace_disk();
        host.power_on();
    }

    /// The node list of the first live host that answers.
    pub(crate) fn nodes(&self) -> Result<Vec<Node>, String> {
        let mut seen = Err("no host is on".to_owned());
        for host in self.live() {
            seen = swarm::nodes(host);
            if seen.is_ok() {
                break;
            }
        }
        seen
    }

    /// Waits until every live host reports that it has converged and is a reachable manager. Then checks that they are
    /// one swarm.
    pub(crate) fn until_converged(&self) {
        let start = Instant::now();
        // Asks the server first, repeatedly: a look at an engine costs an emulated host more than one of its own
        // passes.
        wait::until("every host to say that it has converged", LIMIT, || self.all_converged());
        wait::until("every host to be a reachable manager", LIMIT, || self.all_reachable());
        println!("converged after {:.0} s", start.elapsed().as_secs_f32());
        self.assert_sound();
    }

    fn all_converged(&self) -> Result<(), String> {
        let said = |host: &Host, key| self.server.status(host.name(), key).unwrap_or_default();
        let converged =
            |host: &&Host| said(host, "state") == "converged" && !self.lost.borrow().contains(&said(host, "node"));
        match self.live().find(|host| !converged(host)) {
            Some(host) => {
                Err(format!("{}: {}, waits for {}", host.name(), said(host, "step"), said(host, "waiting_for")))
            }
            None => Ok(()),
        }
    }

    fn all_reachable(&self) -> Result<(), String> {
        let nodes = self.nodes()?;
        let stands = |host: &&Host| {
            nodes.iter().any(|node| node.is_of(host) && node.ready && node.reachable && !self.is_lost(node))
        };
        match self.live().find(|host| !stands(host)) {
            Some(host) => Err(format!("{}: {nodes:#?}", host.name())),
            None => Ok(()),
        }
    }

    /// One swarm, which is the published one; one entry for each live host; and no entry of a host's earlier disk.
    pub(crate) fn assert_sound(&self) {
        let mut swarms: BTreeSet<_> = self.live().map(swarm::swarm_id).collect();
        swarms.insert(self.server.published_swarm().expect("a converged cluster has an exchange"));
        assert_eq!(swarms.len(), 1, "more than one swarm: {swarms:?}");
        let nodes = self.nodes().expect("a converged cluster has a manager that answers");
        for host in self.live() {
            assert_eq!(
                nodes.iter().filter(|node| node.is_of(host)).count(),
                1,
                "entries of {}: {nodes:#?}",
                host.name()
            );
        }
        assert!(nodes.len() <= self.hosts.len() && !nodes.iter().any(|node| self.is_lost(node)), "ghosts: {nodes:#?}");
        assert_eq!(nodes.iter().filter(|node| node.leader).count(), 1, "not one leader: {nodes:#?}");
    }

    fn is_lost(&self, node: &Node) -> bool {
        self.lost.borrow().contains(&node.id)
    }
}

fn host(lab: &Rc<Lab>, number: usize, wanted: &Wanted, out: &Path) -> Host {
    let name = format!("ds{number}");
    let folder = lab.folder_of(&name);
    fs::create_dir_all(&folder).expect("the run's folder can be written");
    let (disk, mebibytes, boot) = match wanted.way {
        Way::Network => (Disk::Of("host"), 1024, Boot::Network),
        Way::Ignition => (Disk::Of("ignition"), 1024, Boot::Network),
        // Memory for the archive, for its content, and for the running system.
        Way::Memory => (Disk::Missing, 3072, Boot::Network),
        Way::SeedDrive => (Disk::Of("host"), 1024, Boot::Disk(KERNEL.to_owned())),
    };
    let mut drives = Vec::new();
    if wanted.way == Way::SeedDrive {
        fs::copy(out.join("hosts").join(&name).join("seed.img"), folder.join("seed"))
            .expect("the host has a seed volume");
        drives.push(format!("file=/mnt/machines/{name}/seed,format=raw,readonly=on"));
    }
    let clock = clock(lab, wanted.slow);
    let hardware =
        Hardware { name, number: 10 + number, mebibytes, boot, drives, clock, has_spare_card: wanted.bonded };
    Host::new(lab, &address(number), disk, hardware)
}

/// The time on a clock that is this number of minutes slow.
fn clock(lab: &Lab, slow: u64) -> String {
    if slow == 0 {
        return "utc".to_owned();
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970").as_secs();
    lab.keeper().run("date", &["--utc", "--date", &format!("@{}", now - 60 * slow), "+%Y-%m-%dT%H:%M:%S"])
}

fn address(number: usize) -> String {
    format!("192.168.31.{}", 10 + number)
}

fn mac(number: usize) -> String {
    format!("52:54:00:00:00:{:02x}", 10 + number)
}

fn inventory(tables: &str, wanted: &[Wanted]) -> String {
    let server = server::ADDRESS;
    let words: Vec<_> = KERNEL.split(' ').map(|word| format!("{word:?}")).collect();
    let arguments = words.join(", ");
    let mut toml = format!(
        "{tables}\n[cluster]\nname = \"lab\"\ndomain = \"example.com\"\nsubnet = \"192.168.31.0/24\"\n\
         [docker]\ninstall = \"present\"\n\
         [pxe]\nbase_url = \"http://{server}:8080/\"\n\
         [pxe.images.debian]\nkernel = \"assets/vmlinuz\"\ninitrd = \"assets/initrd\"\narguments = [{arguments}]\n\
         [pxe.images.flatcar]\nkernel = \"assets/vmlinuz\"\ninitrd = \"assets/ignition.img\"\n\
         arguments = [{arguments}, \"ignition.firstboot\", \"ignition.platform.id=metal\", \"rd.neednet=1\", \"ip=dhcp\", \"systemd.journald.forward_to_console=1\"]\n\
         [defaults]\nos = \"debian\"\n"
    );
    for (index, wanted) in wanted.iter().enumerate() {
        let (name, address, mac) = (index + 1, address(index + 1), mac(index + 1));
        let role = wanted.role;
        let _ = writeln!(toml, "[hosts.ds{name}]\naddress = \"{address}\"\nmac = \"{mac}\"\nrole = \"{role}\"");
        if !wanted.bonded {
            let _ = writeln!(toml, "gateway = \"{server}\"");
        }
        toml.push_str(match wanted.way {
            Way::Network | Way::SeedDrive => "",
            Way::Ignition => "os = \"flatcar\"\n",
            Way::Memory => "pxe = { initrd = \"assets/memory.img\", arguments = [\"boot=memory\", \"root=/memory.raw\", \"rw\", \"console=ttyS0\", \"quiet\", \"mitigations=off\", \"tsc=reliable\"] }\n",
        });
        if wanted.bonded {
            toml.push_str(&bond(name, &address, &mac));
        }
    }
    toml
}

/// The network of a host with a second card.
fn bond(number: usize, address: &str, mac: &str) -> String {
    let (server, spare) = (server::ADDRESS, spare(mac));
    format!(
        r#"
        data_path_address = "192.168.20.{number}"
        [hosts.ds{number}.network.ethernets]
        lan0 = {{ match = {{ macaddress = "{mac}" }} }}
        lan1 = {{ match = {{ macaddress = "{spare}" }} }}
        [hosts.ds{number}.network.bonds.bond0]
        interfaces  = ["lan0", "lan1"]
        parameters  = {{ mode = "active-backup", primary = "lan0" }}
        addresses   = ["{address}/24", "fd31::{number}/64"]
        routes      = [{{ to = "default", via = "{server}" }}]
        nameservers = {{ addresses = ["{server}"] }}
        mtu         = 1450
        [hosts.ds{number}.network.vlans."bond0.20"]
        id        = 20
        link      = "bond0"
        addresses = ["192.168.20.{number}/24"]
        "#
    )
}

/// Renders it with the program under test.
fn render(lab: &Lab, inventory: &str) -> PathBuf {
    let [file, out] = ["inventory.toml", "out"].map(|name| lab.desk().join(name));
    fs::write(&file, inventory).expect("the desk can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_swarmgen")).arg("render").arg(&file).arg("-o").arg(&out).output();
    let output = output.expect("swarmgen can be run");
    assert!(output.status.success(), "render failed:\n{}", String::from_utf8_lossy(&output.stderr));
    out
}
