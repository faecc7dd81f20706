//! Runs the hosts' script, or parts of it, in every available shell.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::support::judge::{PROGRAMS, program};

/// The script in the templates.
pub(crate) const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/host/opt/swarmgen/converge.sh");
/// The folder of the scripts, in place of `/opt/swarmgen`.
pub(crate) const OPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/host/opt/swarmgen");
/// The stand-in for docker.
pub(crate) const STUB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sh/docker");

/// The part of `host.env` that is the same on every host.
pub(crate) const ENV: &str = "SWARMGEN_CLUSTER='home'
SWARMGEN_GENERATION='1'
SWARMGEN_REVISION='1'
SWARMGEN_SHARE='/var/data'
SWARMGEN_SHARE_TYPES='nfs nfs4'
SWARMGEN_SHARE_SOURCE='nas:/export'
SWARMGEN_SHARE_UNIT='var-data.mount'
SWARMGEN_DOCKER_UNIT='docker.service'
SWARMGEN_JOIN_OPTIONS=''
SWARMGEN_INIT_OPTIONS=''
";

/// The shells that the scripts must support, if this machine has them and their awks.
pub(crate) fn shells() -> Vec<Vec<&'static str>> {
    let wanted = [vec!["dash"], vec!["busybox", "sh"], vec!["bash", "--posix"]];
    let is_here = |shell: &Vec<&'static str>| [shell[0], awk_beside(shell)].into_iter().all(|it| program(it).is_some());
    wanted.into_iter().filter(is_here).collect()
}

/// The awk that distributions ship with this shell: Debian mawk, Fedora gawk.
fn awk_beside(shell: &[&str]) -> &'static str {
    match shell[0] {
        "dash" => "mawk",
        "bash" => "gawk",
        _ => "busybox",
    }
}

/// The variables that a host's observation sets, for functions that are called alone.
const FACTS: &str = "swarm=- node='' control='' hostname='' journal=- journal_id='' exchange_text='' overdue=- holding=no moved_at=0 full_at=0";

/// Sources the script's functions in a shell and then runs `text`, with `input` as standard input.
pub(crate) fn source(shell: &[&str], root: &Root, text: &str, input: &str) -> Output {
    let mut child = root
        .command(shell)
        .args(["-c", &format!(". \"$SCRIPT\"\nstart\n{FACTS} DIR=$ROOT$SWARMGEN_SHARE/.swarmgen/home/g1\n{text}")])
        .env("SCRIPT", SCRIPT)
        .env("SWARMGEN_MAIN", "noop")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a shell on PATH starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let input = input.to_owned();
    // In a thread: a shell that answers line by line could block on its output while this process blocks on its input.
    let feeder = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the shell ends");
    let _ = feeder.join().expect("the feeder does not panic");
    output
}

/// Standard output of a run that must succeed without a complaint.
pub(crate) fn stdout(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && stderr.is_empty(), "{}: {stderr}", output.status);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A folder with the files that a host needs to start the script. The end of the test removes it.
pub(crate) struct Root(PathBuf);

impl Root {
    /// Host `name`, a manager with the address 10.0.0.DIGITS, with a mounted share.
    pub(crate) fn new(name: &str) -> Self {
        static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let root = Self(std::env::temp_dir().join(format!("swarmgen-{}-{count}", std::process::id())));
        let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
        root.write(
            "etc/swarmgen/host.env",
            &format!(
                "{ENV}SWARMGEN_HOST='{name}'\nSWARMGEN_ROLE='manager'\nSWARMGEN_ADVERTISE_ADDRESS='10.0.0.{digits}'\n"
            ),
        );
        root.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
        root.write("proc/uptime", "100.00 50.00\n");
        root.write("proc/self/mountinfo", "30 1 0:40 / /var/data rw - nfs4 nas:/export rw\n");
        std::fs::create_dir_all(root.path().join("var/data")).expect("the share's folder");
        root
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file below the root, with its folders.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder");
        std::fs::write(path, text).expect("the file");
    }

    /// Writes a program that precedes all others of this name on the scripts' PATH.
    pub(crate) fn program(&self, name: &str, text: &str) {
        let path = format!("bin/{name}");
        self.write(&path, text);
        std::fs::set_permissions(self.0.join(path), std::fs::Permissions::from_mode(0o755)).expect("a file of ours");
    }

    /// The shell with its awk and the programs of this root. The scripts use this root as `/`.
    pub(crate) fn command(&self, shell: &[&str]) -> Command {
        let bin = self.0.join("bin");
        let awk = program(awk_beside(shell)).expect("`shells` has seen it");
        std::fs::create_dir_all(&bin).expect("a folder of ours");
        let _ = std::fs::remove_file(bin.join("awk"));
        std::os::unix::fs::symlink(awk, bin.join("awk")).expect("a link of ours");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths([bin].into_iter().chain(std::env::split_paths(&path)).chain([PROGRAMS.into()]));
        let path = path.expect("parts of PATH");
        let mut command = Command::new(program(shell[0]).expect("`shells` has seen it"));
        command.args(&shell[1..]).env("PATH", path).env("SWARMGEN_OPT", OPT).env("SWARMGEN_ROOT", &self.0);
        command
    }

    /// Reads a file below the root; `None` if it does not exist.
    pub(crate) fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(path)).ok()
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
