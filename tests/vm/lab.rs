//! One lab of virtual machines: a switch, a folder for their disks, and QEMU.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::thread;

use crate::cgroup::Cgroup;
use crate::keeper::Keeper;
use crate::rootfs;
use crate::run_dir::{RunDir, labs_beside, logs_of, tell_of_logs};
use crate::skip;

/// A lab. Its machines own it: when the last of them is dropped, everything in the lab ends.
pub(crate) struct Lab {
    pass: String,
    image: PathBuf,
    keeper: Option<Keeper>,
    cgroup: Cgroup,
    run: RunDir,
}

impl Lab {
    /// A new lab for the pass with this name. `None`, with a message, if there can be no lab.
    pub(crate) fn start(pass: &str) -> Option<Rc<Self>> {
        skip::unless_missing("virtual machines", Self::try_start(pass)).map(Rc::new)
    }

    fn try_start(pass: &str) -> Result<Self, String> {
        let image = rootfs::printed_by("tests/vm/image")?;
        let run = RunDir::claim(&labs_beside(&image));
        let cgroup = run.cgroup()?;
        let keeper = Some(Keeper::start(&cgroup));
        let lab = Self { pass: pass.to_owned(), image, keeper, cgroup, run };
        lab.furnish();
        Ok(lab)
    }

    /// Gives the tools the devices, the folder of this run at /mnt, and the files for booting at /srv.
    fn furnish(&self) {
        let tools = self.image.join("tools");
        for (source, target) in [(Path::new("/dev"), "dev"), (self.run.path(), "mnt"), (&self.image, "srv")] {
            let target = tools.join(target).to_string_lossy().into_owned();
            self.keeper().run("mount", &["--rbind", &source.to_string_lossy(), &target]);
        }
    }

    /// Runs commands that change the lab's network.
    pub(crate) fn keeper(&self) -> &Keeper {
        self.keeper.as_ref().expect("the keeper is taken in drop() alone")
    }

    /// A command of the tools' root file system, in the lab's namespaces.
    pub(crate) fn tool(&self, program: &str) -> Command {
        let mut command = self.keeper().command("chroot");
        command.arg(self.image.join("tools")).arg(program);
        command
    }

    /// Runs such a command and waits for its end.
    pub(crate) fn run_tool(&self, program: &str, arguments: &[&str]) {
        let tools = self.image.join("tools").to_string_lossy().into_owned();
        self.keeper().run("chroot", &[&[&*tools, program], arguments].concat());
    }

    /// The control group of one machine.
    pub(crate) fn cgroup_of(&self, machine: &str) -> Cgroup {
        self.cgroup.child(machine)
    }

    /// The files that machines boot from (see `tests/vm/image`).
    pub(crate) fn image(&self) -> &Path {
        &self.image
    }

    /// The folder of one machine: its disks, its console, its shell's socket.
    pub(crate) fn folder_of(&self, machine: &str) -> PathBuf {
        self.folder("machines").join(machine)
    }

    /// A folder for the pass's own files.
    pub(crate) fn desk(&self) -> PathBuf {
        self.folder("desk")
    }

    fn folder(&self, name: &str) -> PathBuf {
        let folder = self.run.path().join(name);
        fs::create_dir_all(&folder).expect("the run's folder can be written");
        folder
    }

    /// Saves the evidence of a failed pass: the consoles.
    fn save_consoles(&self) -> io::Result<PathBuf> {
        let logs = logs_of(&self.pass, &self.image)?;
        for machine in fs::read_dir(self.folder("machines"))?.filter_map(Result::ok) {
            let name = machine.file_name().to_string_lossy().into_owned();
            for log in ["console", "journal"] {
                // A machine that was never switched on has no console, and one that failed early has no journal.
                let _ = fs::copy(machine.path().join(log), logs.join(format!("{name}.{log}")));
            }
        }
        Ok(logs)
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        if thread::panicking() {
            tell_of_logs(&self.pass, self.save_consoles());
        }
        drop(self.keeper.take());
        self.cgroup.remove();
    }
}
