//! The folder of one lab, and the cleanup of folders whose owner died.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::cgroup::Cgroup;

/// A folder that belongs to this process until it is dropped. Its lock tells this to every other lab.
pub(crate) struct RunDir {
    path: PathBuf,
    _lock: File,
}

impl RunDir {
    /// Claims a new folder below `labs`, after a cleanup of folders whose owner died.
    pub(crate) fn claim(labs: &Path) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        fs::create_dir_all(labs).expect("the cache can be written");
        // Held during the claim: another lab could otherwise remove the new folder before it is locked.
        let registry = File::create(labs.join("lock")).expect("the cache can be written");
        registry.lock().expect("the cache's file system can lock");
        sweep(labs);
        let path = labs.join(format!("run-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir(&path).expect("the folder's name is this process's own");
        let lock = File::create(path.join("lock")).expect("the cache can be written");
        lock.lock().expect("no other process knows this file yet");
        Self { path, _lock: lock }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn cgroup(&self) -> Result<Cgroup, String> {
        cgroup_of(&self.path)
    }
}

impl Drop for RunDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn cgroup_of(run: &Path) -> Result<Cgroup, String> {
    let name = run.file_name().expect("a run's folder has a name").to_string_lossy();
    Cgroup::top(&format!("swarmgen-lab-{name}"))
}

/// Removes the runs below `labs` without a locked owner, with all processes in their control group.
fn sweep(labs: &Path) {
    let entries = fs::read_dir(labs).expect("the cache can be read").filter_map(Result::ok);
    for run in entries.map(|entry| entry.path()).filter(|path| is_abandoned(path)) {
        if let Ok(cgroup) = cgroup_of(&run) {
            cgroup.remove();
        }
        let _ = fs::remove_dir_all(&run);
    }
}

fn is_abandoned(path: &Path) -> bool {
    let is_run = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("run-"));
    is_run && File::create(path.join("lock")).is_ok_and(|lock| lock.try_lock().is_ok())
}

/// The folder of all labs. It lies in the cache beside the root file system, so the layers of a disk are on the same
/// kind of file system.
pub(crate) fn labs_beside(root: &Path) -> PathBuf {
    root.parent().expect("what labs are made of lies in the cache").join("lab")
}

/// A folder for the evidence of a failed scenario. It outlives the lab.
pub(crate) fn logs_of(scenario: &str, root: &Path) -> io::Result<PathBuf> {
    let logs = labs_beside(root).join("logs").join(format!("{scenario}-{}", process::id()));
    fs::create_dir_all(&logs)?;
    Ok(logs)
}

/// Prints the path of that folder.
pub(crate) fn tell_of_logs(scenario: &str, saved: io::Result<PathBuf>) {
    let told = match saved {
        Ok(logs) => format!("the logs are in {}", logs.display()),
        Err(error) => format!("the logs were not saved: {error}"),
    };
    let _ = writeln!(io::stderr(), "{scenario}: {told}");
}
