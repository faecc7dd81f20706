//! The machine that serves the hosts: DHCP and TFTP, HTTP, NFS, and a registry that stands in for public ones
//! (`tests/vm/disk/lab-server`).

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use crate::lab::Lab;
use crate::machine::{Boot, Hardware, Machine};
use crate::wait;

/// Its address. The last byte is also its number in the lab.
pub(crate) const ADDRESS: &str = "192.168.31.2";

/// The cluster's folder on the share.
const EXCHANGE: &str = "/srv/share/.swarmgen/lab/g1";

/// The serving machine, ready.
pub(crate) struct Server {
    machine: Machine,
}

impl Server {
    /// Switches it on, with the rendered `out` and the addresses for its DHCP, and waits until it serves.
    pub(crate) fn start(lab: &Rc<Lab>, out: &Path, hosts: &[(String, String)]) -> Self {
        lay_out(lab, out, hosts);
        let hardware = Hardware {
            name: "server".to_owned(),
            number: 2,
            mebibytes: 512,
            boot: Boot::Disk("root=/dev/vda rw quiet mitigations=off tsc=reliable no_timer_check console=ttyS0 net.ifnames=0 init=/usr/local/sbin/lab-server".to_owned()),
            drives: vec![
                "file=/mnt/machines/server/disk,format=qcow2".to_owned(),
                "file=/mnt/machines/server/served,format=raw".to_owned(),
            ],
            clock: "utc".to_owned(),
            has_spare_card: false,
        };
        let server = Self { machine: Machine::power_on(lab, hardware) };
        wait::until("the server to serve", Duration::from_mins(5), || server.sh("true"));
        server
    }

    /// Runs a shell script inside it. Returns its stdout, or its stderr if it fails.
    pub(crate) fn sh(&self, script: &str) -> Result<String, String> {
        self.machine.shell().run(script)
    }

    /// A value from a host's status file on the share.
    pub(crate) fn status(&self, host: &str, key: &str) -> Option<String> {
        self.sh(&format!("sed -n 's/^{key}=//p' {EXCHANGE}/hosts/{host}")).ok()
    }

    /// The swarm that the exchange names.
    pub(crate) fn published_swarm(&self) -> Result<String, String> {
        self.sh(&format!("sed -n 's/^swarm=//p' {EXCHANGE}/exchange"))
    }

    /// The number of image parts that the registry has served. A mirror may request each part twice: for its client,
    /// and for itself.
    pub(crate) fn parts_fetched(&self) -> u32 {
        let counted = self.sh("grep -c 'GET /v2/library/greeter/blobs/sha256:' /run/registry.log || true");
        counted.and_then(|count| count.parse().map_err(|_| count)).expect("the registry writes a log, and grep counts")
    }
}

/// Creates its disks: one to boot from, and one with the served files.
fn lay_out(lab: &Lab, out: &Path, hosts: &[(String, String)]) {
    let (desk, folder) = (lab.desk().join("served"), lab.folder_of("server"));
    for folder in [&desk, &folder] {
        fs::create_dir_all(folder).expect("the run's folder can be written");
    }
    let mut known = String::new();
    for (mac, address) in hosts {
        let _ = writeln!(known, "{mac},{address}");
    }
    fs::write(desk.join("hosts"), known).expect("the desk can be written");
    let copied = Command::new("cp")
        .arg("-r")
        .args([Path::new(env!("CARGO_BIN_EXE_swarmgen")), out, &lab.image().join("assets")])
        .arg(&desk)
        .status();
    assert!(copied.is_ok_and(|status| status.success()), "the desk takes what is served");
    let make = ["-q", "-t", "ext4", "-d", "/mnt/desk/served", "/mnt/machines/server/served", "2G"];
    lab.run_tool("mke2fs", &make);
    let create = ["create", "-q", "-f", "qcow2", "-b", "/srv/server.raw", "-F", "raw", "/mnt/machines/server/disk"];
    lab.run_tool("qemu-img", &create);
}
