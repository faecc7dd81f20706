//! One host: a disk, a network card, a power switch.

use std::cell::{Cell, RefCell};
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::rc::Rc;
use std::time::Duration;

use indoc::formatdoc;

use crate::cgroup::Cgroup;
use crate::lab::Lab;
use crate::network::Card;
use crate::seed::Seed;
use crate::wait;

/// The time limit of a command inside a host.
const COMMAND_SECONDS: &str = "120";

/// The mount point of the share in a host.
pub(crate) const MOUNTPOINT: &str = "/var/data";

/// The host's mount point at boot.
#[derive(Clone, Copy)]
pub(crate) enum ShareAtBoot {
    Mounted,
    ReadOnly,
    /// A plain folder, as after a failed mount.
    Missing,
}

/// A host of a lab.
pub(crate) struct Host {
    lab: Rc<Lab>,
    name: String,
    address: String,
    card: Card,
    cgroup: Cgroup,
    seed: Seed,
    share_at_boot: Cell<ShareAtBoot>,
    process: RefCell<Option<Child>>,
}

impl Host {
    /// A host with a fresh disk, switched off. `number` is unique in the lab.
    pub(crate) fn new(lab: &Rc<Lab>, number: usize, name: &str, address: &str, seed: Seed) -> Self {
        let host = Self {
            lab: Rc::clone(lab),
            name: name.to_owned(),
            address: address.to_owned(),
            card: Card::new(number, address),
            cgroup: lab.cgroup_of(name),
            seed,
            share_at_boot: Cell::new(ShareAtBoot::Mounted),
            process: RefCell::new(None),
        };
        host.partition();
        host
    }

    /// Its name in the inventory.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Sets the state of the share at the host's next boots. Default: mounted.
    pub(crate) fn share_at_boot(&self, share: ShareAtBoot) {
        self.share_at_boot.set(share);
    }

    /// From the next boot on, the converge script stops for ever before `step`; `None` removes this stop.
    pub(crate) fn halt_before(&self, step: Option<&str>) {
        if let Some(step) = step {
            self.write("/etc/lab/halt.sh", &halting_script(step));
        }
        let setting = step.map(|_| "[Service]\nExecStart=\nExecStart=/bin/sh /etc/lab/halt.sh\n");
        self.write("/etc/systemd/system/swarmgen-converge.service.d/halt.conf", setting.unwrap_or_default());
    }

    /// Writes a file onto its disk, even if the host is off.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = format!("{}/root{path}", self.lab.disk_of(&self.name).display());
        let script = "mkdir -p \"${0%/*}\" && printf %s \"$1\" >\"$0\"";
        self.lab.keeper().run("sh", &["-ec", script, &path, text]);
    }

    /// Switches it on and returns at once.
    pub(crate) fn power_on(&self) {
        assert!(!self.is_on(), "{} is on already", self.name);
        self.cgroup.create();
        self.card.plug(self.lab.keeper());
        let console = File::options().append(true).create(true).open(self.lab.disk_of(&self.name).join("console.log"));
        let console = console.expect("the disk's folder can be written");
        let child = self
            .boot_command()
            .stdin(Stdio::null())
            .stderr(console.try_clone().expect("a file can be shared"))
            .stdout(console)
            .spawn();
        self.process.replace(Some(child.expect("nsenter can be run")));
    }

    /// Cuts its power: no process on it executes another instruction.
    pub(crate) fn power_cut(&self) {
        if let Some(mut process) = self.process.take() {
            self.cgroup.remove();
            let _ = process.wait();
            self.card.unplug(self.lab.keeper());
            // Remove the mount that a killed systemd-nspawn of Debian 13 leaves behind: the next start would find it
            // and assume that another host of that name is running.
            let script = "! mountpoint -q \"$0\" || umount --lazy \"$0\"";
            self.lab.keeper().run("sh", &["-ec", script, &format!("/run/systemd/nspawn/unix-export/{}", self.name)]);
        }
    }

    /// Replaces its disk with a fresh one and the same seed. The host must be off.
    pub(crate) fn replace_disk(&self) {
        assert!(!self.is_on(), "{} is on: cut its power first", self.name);
        let disk = self.lab.disk_of(&self.name);
        self.lab.keeper().run("umount", &[&disk.join("root").to_string_lossy()]);
        for part in ["upper", "work", "docker"] {
            fs::remove_dir_all(disk.join(part)).expect("the disk of a host that is off can be removed");
        }
        self.partition();
    }

    /// Cuts its power, replaces its disk and boots it, as an operator does who replaces a machine.
    pub(crate) fn rebuild(&self) {
        self.power_cut();
        self.replace_disk();
        self.power_on();
    }

    /// Unplugs its network cable (`false`) or plugs it in. The share does not use this cable.
    pub(crate) fn connect(&self, connected: bool) {
        self.card.connect(self.lab.keeper(), connected);
    }

    /// Separates it from the other isolated hosts (`true`), with all cables plugged in, as a broken switch does.
    pub(crate) fn isolate(&self, isolated: bool) {
        self.card.isolate(self.lab.keeper(), isolated);
    }

    /// Whether it has power.
    pub(crate) fn is_on(&self) -> bool {
        self.process.borrow().is_some()
    }

    /// Runs a shell script inside the host. Returns its stdout, or its stderr if it fails.
    pub(crate) fn try_sh(&self, script: &str) -> Result<String, String> {
        let output = self.output(&["sh", "-c", script])?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
        } else {
            Err(format!("{} on {}: {}", output.status, self.name, String::from_utf8_lossy(&output.stderr).trim_end()))
        }
    }

    /// Runs a shell script inside the host. Returns its stdout.
    ///
    /// # Panics
    /// If it fails.
    pub(crate) fn sh(&self, script: &str) -> String {
        self.try_sh(script).unwrap_or_else(|error| panic!("`{script}`: {error}"))
    }

    /// Waits until a shell script inside the host succeeds. Returns its stdout.
    pub(crate) fn until(&self, script: &str, limit: Duration) -> String {
        wait::until(&format!("`{script}` on {}", self.name), limit, || self.try_sh(script))
    }

    /// Whether packets to `other` are answered. No program listens on that port, so the answer is a refusal.
    pub(crate) fn reaches(&self, other: &Self) -> bool {
        let knock = format!("timeout 2 bash -c '</dev/tcp/{}/9'", other.address);
        self.try_sh(&knock).expect_err("nothing listens there").contains("refused")
    }

    /// Mounts the share in the running host, or unmounts it.
    pub(crate) fn mount_share(&self, mounted: bool) {
        let script = if mounted {
            format!("mount --bind /shelf/share {MOUNTPOINT}")
        } else {
            format!("umount --lazy {MOUNTPOINT}")
        };
        self.sh(&script);
    }

    /// Its file system as seen from outside, by this process.
    pub(crate) fn root(&self) -> Option<PathBuf> {
        Some(PathBuf::from(format!("/proc/{}/root", self.process_one()?)))
    }

    /// The processes of one of its services, with their numbers outside the host.
    #[allow(dead_code, reason = "only the benchmark watches them")]
    pub(crate) fn processes_of(&self, service: &str) -> Vec<String> {
        let listed = self.cgroup.path().join("payload/system.slice").join(service).join("cgroup.procs");
        fs::read_to_string(listed).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    fn process_one(&self) -> Option<u32> {
        self.cgroup.process_one("payload/init.scope")
    }

    fn output(&self, command: &[&str]) -> Result<Output, String> {
        let process_one = self.process_one().ok_or_else(|| format!("{} has not booted", self.name))?;
        Command::new("timeout")
            .args([
                "--kill-after=5",
                COMMAND_SECONDS,
                "nsenter",
                "--all",
                "--root",
                "--wd",
                "--target",
                &process_one.to_string(),
                "--",
            ])
            .args(["env", "-i", "HOME=/root", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"])
            .args(command)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| error.to_string())
    }

    /// Lays out a fresh disk and its seed.
    fn partition(&self) {
        let disk = self.lab.disk_of(&self.name);
        for part in ["upper", "work", "root", "docker"] {
            fs::create_dir_all(disk.join(part)).expect("the run's folder can be written");
        }
        let [upper, work, root] = ["upper", "work", "root"].map(|part| disk.join(part).to_string_lossy().into_owned());
        let layers = format!("lowerdir={},upperdir={upper},workdir={work}", self.lab.rootfs().display());
        self.lab.keeper().run("mount", &["-t", "overlay", "-o", &layers, &self.name, &root]);
        self.lab.keeper().run("mkdir", &["-p", &format!("{root}{MOUNTPOINT}"), &format!("{root}/shelf")]);
        self.seed.lay(&self.lab, &self.name);
    }

    fn boot_command(&self) -> Command {
        let disk = self.lab.disk_of(&self.name);
        let mut command = self.lab.keeper().command("sh");
        command.args(["-c", "echo 0 >\"$0/cgroup.procs\" && exec \"$@\""]).arg(self.cgroup_seen_inside());
        command.args(["systemd-nspawn", "--quiet", "--boot", "--console=read-only", "--register=no", "--keep-unit"]);
        // The machine's own name servers are unreachable from inside.
        command.arg("--resolv-conf=off");
        // dockerd needs all capabilities, and the kernel's keyring.
        command.args(["--capability=all", "--system-call-filter=add_key keyctl bpf", "--bind=/dev/fuse"]);
        command.arg(format!("--machine={}", self.name));
        command.arg(format!("--directory={}", disk.join("root").display()));
        command.arg(format!("--network-namespace-path={}", self.card.namespace_path()));
        // dockerd cannot stack an overlay on an overlay.
        command.arg(format!("--bind={}:/var/lib/docker", disk.join("docker").display()));
        command.arg(format!("--bind={}:/shelf", self.lab.shelf().display()));
        let share = self.lab.shelf().join("share").display().to_string();
        match self.share_at_boot.get() {
            ShareAtBoot::Mounted => command.arg(format!("--bind={share}:{MOUNTPOINT}")),
            ShareAtBoot::ReadOnly => command.arg(format!("--bind-ro={share}:{MOUNTPOINT}")),
            ShareAtBoot::Missing => &mut command,
        };
        command
    }

    /// Inside the lab's namespaces, the lab's own group is the root of the hierarchy.
    fn cgroup_seen_inside(&self) -> String {
        format!("/sys/fs/cgroup/{}", self.name)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // The end of the lab kills it anyway. Reaping it here keeps the process table clean until then.
        if let Some(mut process) = self.process.take() {
            self.cgroup.remove();
            let _ = process.wait();
        }
    }
}

/// The converge script, with this step replaced.
fn halting_script(step: &str) -> String {
    formatdoc! {"
        SWARMGEN_MAIN=noop
        . /opt/swarmgen/converge.sh
        step_{step}() {{
            say 'halts before {step}'
            while :; do sleep 60; done
        }}
        main
    "}
}
