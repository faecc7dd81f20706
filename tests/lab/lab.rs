//! One lab: a switch, a shelf for shared storage, and a folder for its hosts' disks.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::thread;

use crate::cgroup::Cgroup;
use crate::keeper::Keeper;
use crate::rootfs;
use crate::run_dir::{RunDir, labs_beside, logs_of, tell_of_logs};
use crate::skip;

/// A lab. Its hosts own it: when the last of them is dropped, everything in the lab ends.
pub(crate) struct Lab {
    scenario: String,
    rootfs: PathBuf,
    keeper: Option<Keeper>,
    cgroup: Cgroup,
    run: RunDir,
}

impl Lab {
    /// A new lab for the scenario with this name. `None`, with a message, if there can be no lab.
    pub(crate) fn start(scenario: &str) -> Option<Rc<Self>> {
        skip::unless_missing("real hosts", Self::try_start(scenario)).map(Rc::new)
    }

    fn try_start(scenario: &str) -> Result<Self, String> {
        let rootfs = rootfs::path()?;
        let run = RunDir::claim(&labs_beside(&rootfs));
        let cgroup = run.cgroup()?;
        let keeper = Some(Keeper::start(&cgroup));
        fs::create_dir_all(run.path().join("shelf/share")).map_err(|error| error.to_string())?;
        Ok(Self { scenario: scenario.to_owned(), rootfs, keeper, cgroup, run })
    }

    /// The root file system at the bottom of the hosts' disks.
    pub(crate) fn rootfs(&self) -> &Path {
        &self.rootfs
    }

    /// Runs commands that change the lab's mounts and networks.
    pub(crate) fn keeper(&self) -> &Keeper {
        self.keeper.as_ref().expect("the keeper is taken in drop() alone")
    }

    /// The control group of one host.
    pub(crate) fn cgroup_of(&self, host: &str) -> Cgroup {
        self.cgroup.child(host)
    }

    /// The folder of one host's disk.
    pub(crate) fn disk_of(&self, host: &str) -> PathBuf {
        self.run.path().join("hosts").join(host)
    }

    /// A folder for the scenario's own files.
    pub(crate) fn desk(&self) -> PathBuf {
        let desk = self.run.path().join("desk");
        fs::create_dir_all(&desk).expect("the run's folder can be written");
        desk
    }

    /// The folder that every host sees at `/shelf`, for commands in the lab's namespaces.
    pub(crate) fn shelf(&self) -> PathBuf {
        self.run.path().join("shelf")
    }

    /// The share as its server sees it, for the scenario itself, which is outside those namespaces.
    pub(crate) fn share(&self) -> PathBuf {
        let path = self.shelf().join("share");
        self.keeper().root().join(path.strip_prefix("/").expect("the cache's path is absolute"))
    }

    /// Moves the share, before any host boots, onto a disk of this size in KiB.
    pub(crate) fn put_share_on_disk_of(&self, kibibytes: u32) {
        let options = format!("size={kibibytes}k,mode=0755");
        self.keeper()
            .run("mount", &["-t", "tmpfs", "-o", &options, "share", &self.shelf().join("share").to_string_lossy()]);
    }

    /// Removes all files from the share.
    pub(crate) fn wipe_share(&self) {
        self.keeper().run("find", &[&self.shelf().join("share").to_string_lossy(), "-mindepth", "1", "-delete"]);
    }

    /// Saves the evidence of a failed scenario: consoles, journals, the share.
    fn save_logs(&self) -> io::Result<PathBuf> {
        let logs = logs_of(&self.scenario, &self.rootfs)?;
        for host in fs::read_dir(self.run.path().join("hosts"))?.filter_map(Result::ok) {
            let name = host.file_name().to_string_lossy().into_owned();
            // A host that was never switched on has neither of them.
            let _ = fs::copy(host.path().join("console.log"), logs.join(format!("{name}.console")));
            let root = host.path().join("root").to_string_lossy().into_owned();
            let journal = self
                .keeper()
                .command("chroot")
                .args([&root, "journalctl", "--no-pager", "-o", "short-precise"])
                .output()?;
            fs::write(logs.join(format!("{name}.journal")), journal.stdout)?;
        }
        self.keeper()
            .run("cp", &["-r", &self.shelf().join("share").to_string_lossy(), &logs.join("share").to_string_lossy()]);
        Ok(logs)
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        if thread::panicking() {
            tell_of_logs(&self.scenario, self.save_logs());
        }
        drop(self.keeper.take());
        self.cgroup.remove();
    }
}
