//! Renders that are killed, or whose system calls fail, at every step and at any moment.

use std::{os::unix::process::ExitStatusExt, process::ExitStatus, thread, time::Instant};

use super::{
    child,
    scratch::{Cluster, SMALL, Scratch, Snapshot, snapshot},
};
use crate::support::judge;

/// The system calls by which a render changes files.
const CALLS: &str = "mkdirat,openat,write,fchmod,renameat,renameat2,unlinkat";

/// A folder with the first render and two foreign files, and the allowed contents after the second render began.
struct Before {
    scratch: Scratch,
    cluster: Cluster,
    old: Snapshot,
    new: Snapshot,
}

impl Before {
    fn new(cluster: Cluster) -> Self {
        let scratch = Scratch::new();
        cluster.render(1, &scratch.out()).expect("nothing is in the way");
        scratch.put("out/notes.txt", "mine");
        scratch.put("out/hosts/ds1/notes.txt", "mine");
        let old = snapshot(&scratch.out());
        let mut new = cluster.rendered(2);
        for path in ["notes.txt", "hosts/ds1/notes.txt"] {
            new.insert(path.to_owned(), old[path].clone());
        }
        Self { scratch, cluster, old, new }
    }

    /// Each file is the old or the new one, and no file of both renders is missing. Before the commit, all files are
    /// old.
    fn assert_whole(&self) {
        let mut found = snapshot(&self.scratch.out());
        let unfinished: Vec<_> = found.keys().filter(|path| path.starts_with(".swarmgen-")).cloned().collect();
        for path in unfinished {
            let (mode, _) = found.remove(&path).expect("it was there");
            assert!(mode == 0o600 || !path.ends_with("user-data"), "{path} has mode {mode:o}");
        }
        for (path, file) in &found {
            assert!(
                self.old.get(path) == Some(file) || self.new.get(path) == Some(file),
                "{path} is neither the old file nor the new one"
            );
        }
        for path in self.old.keys().filter(|path| self.new.contains_key(*path)) {
            assert!(found.contains_key(path), "{path} is missing");
        }
        let staging = self.scratch.path("out/.swarmgen-staging").exists();
        assert!(!staging || found == self.old, "something was replaced before all was staged");
    }

    /// The next render ends with the new output, wherever the last one stopped.
    fn assert_heals(&self) {
        self.cluster.render(2, &self.scratch.out()).expect("nothing is in the way");
        assert!(snapshot(&self.scratch.out()) == self.new, "the next render did not end with the new output");
    }
}

/// A working strace.
fn strace() -> Option<String> {
    let strace = judge::program("strace")?.to_str().expect("the path is UTF-8").to_owned();
    child::works(&[&strace]).then_some(strace)
}

/// Runs the second render under strace, which lets the `step`th of `CALLS` end as `fate` says.
fn run(strace: &str, before: &Before, step: usize, fate: &str) -> ExitStatus {
    let inject = format!("inject={CALLS}:{fate}:when={step}");
    let strace = [strace, "-f", "-qq", "-o", "/dev/null", "-e", &inject];
    let output = child::command(&strace, before.cluster, 2, &before.scratch.out()).output();
    output.expect("strace can be started").status
}

#[test]
fn killed_at_every_step() {
    let Some(strace) = strace() else { return };
    let (mut committing, mut killed) = (0, 0);
    for step in 1.. {
        let before = Before::new(SMALL);
        let status = run(&strace, &before, step, "signal=KILL");
        before.assert_whole();
        committing += usize::from(before.scratch.path("out/.swarmgen-commit").exists());
        before.assert_heals();
        if status.success() {
            break;
        }
        assert_eq!(status.signal(), Some(9), "{status}");
        killed += 1;
    }
    println!("killed {killed} times, {committing} of them while committing");
    assert!(killed > 40 && committing > 5, "strace killed it at too few steps to mean anything");
}

#[test]
fn out_of_space_at_every_step() {
    let Some(strace) = strace() else { return };
    let mut refused = 0;
    for step in 1.. {
        let before = Before::new(SMALL);
        let status = run(&strace, &before, step, "error=ENOSPC");
        before.assert_whole();
        let found = snapshot(&before.scratch.out());
        let begun = before.scratch.path("out/.swarmgen-commit").exists();
        assert!(begun || status.success() || found == before.old, "step {step} left something behind");
        before.assert_heals();
        if status.success() && step > 40 {
            break;
        }
        refused += usize::from(!status.success());
    }
    assert!(refused > 30, "strace refused too few steps to mean anything");
}

#[test]
fn killed_at_any_moment() {
    let cluster = Cluster { hosts: 60, length: 2000 };
    let before = Before::new(cluster);
    let start = || child::command(&[], cluster, 2, &before.scratch.out()).spawn().expect("it can be started");
    let begun = Instant::now();
    assert!(start().wait().expect("it ends").success());
    let whole = begun.elapsed();
    for moment in 0..30 {
        cluster.render(1, &before.scratch.out()).expect("nothing is in the way");
        let mut child = start();
        thread::sleep(whole * moment / 30);
        child.kill().expect("it has not been waited for");
        child.wait().expect("it ends");
        before.assert_whole();
        before.assert_heals();
    }
}
