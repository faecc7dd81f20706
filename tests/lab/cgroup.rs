//! A control group: the handle to find and kill all processes of a lab or of one host.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::wait;

/// A group in the version 2 hierarchy.
#[derive(Clone)]
pub(crate) struct Cgroup(PathBuf);

impl Cgroup {
    /// The group with this name at the top of the hierarchy. Creates it if it does not exist.
    pub(crate) fn top(name: &str) -> Result<Self, String> {
        let path = hierarchy()?.join(name);
        fs::create_dir_all(&path).map_err(|error| format!("creating {}: {error}", path.display()))?;
        Ok(Self(path))
    }

    /// A group below this one. It need not exist.
    pub(crate) fn child(&self, name: &str) -> Self {
        Self(self.0.join(name))
    }

    /// Creates it if it does not exist.
    pub(crate) fn create(&self) {
        fs::create_dir_all(&self.0).expect("a group below the lab's own can be made");
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The process in `below` this group that is number 1 of its own pid namespace.
    pub(crate) fn process_one(&self, below: &str) -> Option<u32> {
        let listed = fs::read_to_string(self.0.join(below).join("cgroup.procs")).ok()?;
        listed.lines().filter_map(|line| line.parse().ok()).find(|pid| is_process_one(*pid))
    }

    /// Kills every process in the group and below it at once, and waits for their end.
    fn kill(&self) {
        fs::write(self.0.join("cgroup.kill"), "1").expect("a group of the lab can be killed");
        wait::until("the killed processes to be gone", Duration::from_secs(20), || {
            let events = fs::read_to_string(self.0.join("cgroup.events")).map_err(|error| error.to_string())?;
            if events.contains("populated 0") { Ok(()) } else { Err(events) }
        });
    }

    /// Kills every process in the group at once, as a power cut does, and removes the group. Do not reuse a killed
    /// group: the kernel treats processes that start in groups of different age as escaped, and kills them.
    pub(crate) fn remove(&self) {
        if self.0.exists() {
            self.kill();
            remove_tree(&self.0).expect("a group without processes can be removed");
        }
    }
}

/// The mount point of the version 2 hierarchy: alone, or beside version 1.
fn hierarchy() -> Result<PathBuf, String> {
    ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]
        .into_iter()
        .map(PathBuf::from)
        .find(|path| path.join("cgroup.procs").exists() && path.join("cgroup.controllers").exists())
        .ok_or_else(|| "the lab needs the cgroup2 file system mounted below /sys/fs/cgroup".to_owned())
}

fn is_process_one(pid: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let innermost =
        status.lines().find_map(|line| line.strip_prefix("NSpid:")).and_then(|pids| pids.split_whitespace().last());
    innermost == Some("1")
}

/// A group's own files disappear with it. Only the folders must be removed one by one, the leaves first.
fn remove_tree(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)?.filter_map(Result::ok) {
        if entry.file_type()?.is_dir() {
            remove_tree(&entry.path())?;
        }
    }
    fs::remove_dir(path)
}
