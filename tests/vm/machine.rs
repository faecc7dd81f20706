//! One virtual machine: a QEMU process, its console and its shell.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use crate::accelerator::Accelerator;
use crate::cgroup::Cgroup;
use crate::lab::Lab;
use crate::shell::Shell;
use crate::wait;

/// The first program of a machine.
#[derive(Clone)]
pub(crate) enum Boot {
    /// The network card's iPXE.
    Network,
    /// The kernel with these arguments, as a boot loader on the first disk would start it.
    Disk(String),
}

/// The hardware of a machine.
#[derive(Clone)]
pub(crate) struct Hardware {
    pub(crate) name: String,
    /// Unique in the lab.
    pub(crate) number: usize,
    pub(crate) mebibytes: u32,
    pub(crate) boot: Boot,
    /// Drives, in the syntax of QEMU's `-drive`. The machine's own folder is /mnt/machines/NAME there.
    pub(crate) drives: Vec<String>,
    /// Its clock at power-on, in the syntax of QEMU's `-rtc base=`.
    pub(crate) clock: String,
    /// Whether it has a second network card, on the same switch.
    pub(crate) has_spare_card: bool,
}

/// The address of a machine's second card.
pub(crate) fn spare(mac: &str) -> String {
    mac.replace("52:54:00:00:00", "52:54:00:00:01")
}

impl Hardware {
    /// The address of its network card.
    pub(crate) fn mac(&self) -> String {
        format!("52:54:00:00:00:{:02x}", self.number)
    }

    fn tap(&self) -> String {
        format!("tap{}", self.number)
    }

    /// The cable of each card.
    fn taps(&self) -> Vec<String> {
        let spare = self.has_spare_card.then(|| format!("{}s", self.tap()));
        [self.tap()].into_iter().chain(spare).collect()
    }
}

/// A machine that has power. Dropping it cuts the power.
pub(crate) struct Machine {
    lab: Rc<Lab>,
    hardware: Hardware,
    cgroup: Cgroup,
    process: Child,
    shell: Shell,
}

impl Machine {
    /// Plugs it in and switches it on.
    pub(crate) fn power_on(lab: &Rc<Lab>, hardware: Hardware) -> Self {
        hardware.taps().iter().for_each(|tap| plug(lab, tap));
        let cgroup = lab.cgroup_of(&hardware.name);
        cgroup.create();
        let folder = lab.folder_of(&hardware.name);
        let socket = folder.join("shell");
        let _ = fs::remove_file(&socket);
        let mut process = command(lab, &hardware).stdin(Stdio::null()).spawn().expect("nsenter can be run");
        let shell = wait::until("QEMU to start", Duration::from_mins(1), || {
            assert!(matches!(process.try_wait(), Ok(None)), "QEMU ended at once: its words are above");
            Shell::connect(&socket)
        });
        Self { lab: Rc::clone(lab), hardware, cgroup, process, shell }
    }

    pub(crate) fn shell(&self) -> &Shell {
        &self.shell
    }

    /// Saves its journal, if the machine still answers.
    fn save_journal(&self) {
        let script = "journalctl --no-pager --output=short-precise | tail -n 4000; cat /run/*.log 2>/dev/null || true";
        if let Ok(journal) = self.shell.run(script) {
            let _ = fs::write(self.lab.folder_of(&self.hardware.name).join("journal"), journal);
        }
    }
}

impl Drop for Machine {
    /// Cuts the power: no process on it executes another instruction.
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.save_journal();
        }
        self.cgroup.remove();
        let _ = self.process.wait();
        // Otherwise it disappears with the lab.
        for tap in self.hardware.taps() {
            let _ = self.lab.keeper().command("ip").args(["link", "delete", &tap]).status();
        }
    }
}

fn plug(lab: &Lab, tap: &str) {
    lab.keeper().run("ip", &["tuntap", "add", tap, "mode", "tap"]);
    lab.keeper().run("ip", &["link", "set", tap, "master", "lab", "up"]);
}

fn command(lab: &Lab, hardware: &Hardware) -> Command {
    let Hardware { name, mebibytes, boot, drives, clock, .. } = hardware;
    let mut command = lab.keeper().command("sh");
    // Inside the lab's namespaces, the lab's own group is the root of the hierarchy.
    command.args(["-c", "echo 0 >\"$0/cgroup.procs\" && exec \"$@\"", &format!("/sys/fs/cgroup/{name}")]);
    command.arg("chroot").arg(lab.image().join("tools")).arg("qemu-system-x86_64");
    command.args(Accelerator::of(lab).arguments());
    command.args(["-name", name, "-machine", "q35,graphics=off", "-smp", "1", "-m", &mebibytes.to_string()]);
    command.args(["-nodefaults", "-display", "none", "-rtc", &format!("base={clock}")]);
    command.args(["-serial", &format!("file:/mnt/machines/{name}/console")]);
    command.args(["-device", "virtio-rng-pci", "-device", "virtio-serial-pci"]);
    command.args(["-chardev", &format!("socket,id=shell,path=/mnt/machines/{name}/shell,server=on,wait=off")]);
    command.args(["-device", "virtserialport,chardev=shell,name=lab.shell"]);
    command.args(["-netdev", &format!("tap,id=net,ifname={},script=no,downscript=no", hardware.tap())]);
    let card = format!("virtio-net-pci,netdev=net,mac={}", hardware.mac());
    match boot {
        Boot::Network => command.args(["-device", &format!("{card},bootindex=1")]),
        Boot::Disk(arguments) => command.args(["-device", &format!("{card},romfile=")]).args([
            "-kernel",
            "/srv/assets/vmlinuz",
            "-initrd",
            "/srv/assets/initrd",
            "-append",
            arguments,
        ]),
    };
    if let Some(tap) = hardware.taps().get(1) {
        command.args(["-netdev", &format!("tap,id=spare,ifname={tap},script=no,downscript=no")]);
        command.args(["-device", &format!("virtio-net-pci,netdev=spare,mac={},romfile=", spare(&hardware.mac()))]);
    }
    for drive in drives {
        command.args(["-drive", &format!("if=virtio,cache=unsafe,{drive}")]);
    }
    command
}
