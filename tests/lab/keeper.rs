//! The namespaces of one lab, and the process that holds them (see `tests/lab/keep`).

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::cgroup::Cgroup;

/// Holds the lab's mount, pid, network, IPC and cgroup namespaces while it lives.
pub(crate) struct Keeper {
    holder: Child,
    process_one: u32,
}

impl Keeper {
    /// Creates the namespaces. Their processes belong to `cgroup`.
    pub(crate) fn start(cgroup: &Cgroup) -> Self {
        let mut holder = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lab/keep"))
            .arg(cgroup.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the keeper's script can be run");
        let mut said = String::new();
        let stdout = holder.stdout.take().expect("stdout is piped");
        BufReader::new(stdout).read_line(&mut said).expect("the keeper's words are text");
        assert_eq!(said, "ready\n", "the keeper could not make its namespaces: its own words are above");
        let process_one = cgroup.process_one("").expect("a keeper that is ready has a process 1");
        Self { holder, process_one }
    }

    /// The namespaces' mounts as seen from outside, by this process.
    pub(crate) fn root(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root", self.process_one))
    }

    /// A command that runs inside the namespaces.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.arg("--target").arg(self.process_one.to_string());
        command.args(["--mount", "--pid", "--net", "--ipc", "--cgroup", "--", program]);
        command
    }

    /// Runs a command inside the namespaces and waits for its end.
    ///
    /// # Panics
    /// If it fails: the lab's own commands are not under test.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program).args(arguments).output().expect("nsenter can be run");
        let [stdout, stderr] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
        assert!(output.status.success(), "in the lab, `{program} {}` failed: {stdout}{stderr}", arguments.join(" "));
        stdout.trim_end().to_owned()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
    }
}
