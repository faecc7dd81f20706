//! Shells that run passes and steps of the real script in their own folders, with a cache of the outcomes.

use super::text::Text;
use super::world::Files;
use crate::converge::{ENV, OPT, SCRIPT, STUB};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// One run: the files that a host sees, and the part of its script that runs.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Run {
    pub(crate) host: String,
    pub(crate) files: Files,
    pub(crate) mounted: bool,
    /// Whether a candidate has waited long enough beside a peer.
    pub(crate) patient: bool,
}

impl Run {
    /// A pass after its decision continues with its next step.
    pub(crate) fn verb(&self) -> &'static str {
        if self.files.contains_key(format!("{}/pend", self.host).as_str()) { "step" } else { "decide" }
    }
}

/// The outcome: the action or the step's exit status, and the files.
#[derive(Clone)]
pub(crate) struct Outcome {
    pub(crate) answer: String,
    pub(crate) files: Files,
}

/// A shell with the script's functions, and its folder.
pub(crate) struct Shell {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    folder: PathBuf,
    present: Files,
    stale: Vec<Text>,
}

impl Shell {
    /// Starts a shell for a cluster of this number of managers.
    pub(crate) fn start(dash: &Path, hosts: u8) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = parent.join(format!("swarmgen-exploration-{}-{number}", std::process::id()));
        prepare(&folder, hosts);
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/integration/exploration/hosts.sh");
        let mut child = Command::new(dash)
            .arg(program)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs([
                ("SCRIPT", SCRIPT),
                ("STUB", STUB),
                ("SWARMGEN_OPT", OPT),
                ("SWARMGEN_MAIN", "noop"),
                ("STUB_MAIN", "noop"),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("dash starts");
        let stdin = child.stdin.take().expect("stdin is piped");
        let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Self { child, stdin, stdout, folder, present: Files::new(), stale: Vec::new() }
    }

    /// Runs it in the shell, without the cache.
    pub(crate) fn run(&mut self, run: &Run) -> Outcome {
        self.lay_out(&run.files);
        let patience = if run.patient { 0 } else { 1_000_000 };
        let mounted = if run.mounted { "" } else { "-unmounted" };
        writeln!(self.stdin, "{} {} {} {patience} {mounted}", run.verb(), self.folder.display(), run.host)
            .expect("the shell reads");
        let mut answer = String::new();
        self.stdout.read_line(&mut answer).expect("the shell answers");
        assert!(!answer.is_empty() && answer != "died\n", "{} of {} died", run.verb(), run.host);
        let mut files = Files::new();
        for part in ["world", "share", run.host.as_str()] {
            self.collect(part, &mut files);
        }
        let stray = self.folder.join(format!("{}-unmounted/var/data", run.host));
        assert!(empty(&stray), "{} wrote below an unmounted share", run.verb());
        assert!(!files.contains_key("world/violation"), "asked for a manager token");
        // The folder still contains files without effect. The next run that sees such a file writes it again.
        self.present.clone_from(&files);
        self.present.retain(|path, _| !path.starts_with("share/"));
        self.stale = files.keys().filter(|path| path.starts_with("share/")).copied().collect();
        Outcome { answer: answer.trim_end().to_owned(), files }
    }

    /// Makes the folder match the host's view.
    fn lay_out(&mut self, files: &Files) {
        for path in self.present.keys().chain(&self.stale).filter(|path| !files.contains_key(*path)) {
            let _ = std::fs::remove_file(self.real(path));
        }
        for (path, text) in files.iter().filter(|(path, text)| self.present.get(*path) != Some(text)) {
            let path = self.real(path);
            std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder");
            std::fs::write(path, text.as_bytes()).expect("the file");
        }
        self.present.clone_from(files);
    }

    fn real(&self, path: &str) -> PathBuf {
        self.folder
            .join(path.strip_prefix("share/").map_or(path.to_owned(), |rest| format!("share/.swarmgen/home/g1/{rest}")))
    }

    fn collect(&self, part: &str, files: &mut Files) {
        let mut folders = vec![self.real(&format!("{part}/"))];
        let top = folders[0].clone();
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            for entry in entries {
                let entry = entry.expect("an entry");
                let path = entry.path();
                let kind = entry.file_type().expect("its type");
                let name = path.strip_prefix(&top).expect("below the top").display().to_string();
                // Files that a host never changes lie in folders; its state lies in `journal` and `pend`.
                if kind.is_dir() && !part.starts_with('h') {
                    folders.push(path);
                } else if kind.is_file() {
                    let text = std::fs::read_to_string(&path).expect("text");
                    if !text.is_empty() {
                        let name = format!("{part}/{name}");
                        files.insert(Text::new(&name), Text::new(&essential(&name, &text)));
                    }
                }
            }
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// The part of a file that can affect other hosts.
fn essential(path: &str, text: &str) -> String {
    let status = path.starts_with("share/hosts/");
    let kept =
        |line: &&str| !status || ["swarm=", "node=", "journal=", "replaces="].iter().any(|key| line.starts_with(key));
    let lines = text.lines().filter(kept).map(|line| if line.starts_with("serial=") { "serial=1" } else { line });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Two roots for each host, which differ only in the mount. The first holds the journal and the pending steps.
fn prepare(folder: &Path, hosts: u8) {
    let write = |path: String, text: String| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder");
        std::fs::write(path, text).expect("the file");
    };
    let rows = (1..=hosts).map(|n| format!("h{n}\tmanager\t10.0.0.{n}\t-\t-\t-\n"));
    let table = rows.collect::<Vec<_>>().concat();
    for (n, suffix) in (1..=hosts).flat_map(|n| [(n, ""), (n, "-unmounted")]) {
        let root = format!("h{n}{suffix}");
        write(
            format!("{root}/etc/swarmgen/host.env"),
            format!("{ENV}SWARMGEN_HOST='h{n}'\nSWARMGEN_ROLE='manager'\nSWARMGEN_ADVERTISE_ADDRESS='10.0.0.{n}'\n"),
        );
        write(format!("{root}/etc/swarmgen/cluster.tsv"), table.clone());
        write(format!("{root}/run/swarmgen/counting.tsv"), table.clone());
        write(format!("{root}/etc/machine-id"), format!("{n:032}\n"));
        write(format!("{root}/proc/uptime"), "100.00 1\n".to_owned());
        let mounts = if suffix.is_empty() { "30 1 0:40 / /var/data rw - nfs4 nas:/export rw\n" } else { "" };
        write(format!("{root}/proc/self/mountinfo"), mounts.to_owned());
        let data = folder.join(format!("{root}/var/data"));
        std::fs::create_dir_all(data.parent().expect("var")).expect("the folder");
        if suffix.is_empty() {
            std::os::unix::fs::symlink("../../share", data).expect("the mount");
        } else {
            std::fs::create_dir_all(data).expect("the folder below the mount");
        }
    }
    std::fs::create_dir_all(folder.join("share")).expect("the share");
    std::fs::create_dir_all(folder.join("world/engines")).expect("the engines");
    std::fs::create_dir_all(folder.join("world/swarms")).expect("the swarms");
}

/// Runs all of them in parallel, and adds the outcomes to the known ones.
pub(crate) fn run_all(shells: &mut [Shell], mut runs: Vec<Run>, known: &mut HashMap<Run, Outcome>) {
    let share = runs.len().div_ceil(shells.len().max(1)).max(1);
    let mut parts = Vec::new();
    while !runs.is_empty() {
        parts.push(runs.split_off(runs.len().saturating_sub(share)));
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = shells
            .iter_mut()
            .zip(parts)
            .map(|(shell, part)| {
                scope.spawn(move || {
                    part.into_iter()
                        .map(|run| {
                            let outcome = shell.run(&run);
                            (run, outcome)
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        for worker in workers {
            known.extend(worker.join().expect("a worker's assertion holds"));
        }
    });
}
