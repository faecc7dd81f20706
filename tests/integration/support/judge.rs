//! Outside judges: the programs that decide whether what swarmgen writes is right.
//!
//! A judge is taken from PATH where it is recent enough there, else from the lab's root file system (`tests/lab/rootfs`), which is
//! built once on a machine that allows it. Where neither is to be had the test says `skipped: …`; with SWARMGEN_REQUIRE_TOOLS=1
//! it fails.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{self, Command, Output, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

/// A program, and how to tell that the one on PATH will do.
pub(crate) struct Judge {
    name: &'static str,
    /// Arguments of a call that succeeds only with one that is recent enough; `None` always takes the lab's.
    probe: Option<&'static [&'static str]>,
}

/// cloud-init and its modules. Only the lab's version is the one that the expectations are for.
pub(crate) const CLOUD_INIT: Judge = Judge { name: "cloud-init", probe: None };
/// Python with PyYAML.
pub(crate) const PYTHON: Judge = Judge { name: "python3", probe: Some(&["-c", "import yaml"]) };
/// Python of the lab, which has tomllib and jsonschema too.
pub(crate) const PYTHON_OF_THE_LAB: Judge = Judge { name: "python3", probe: None };
/// Validates Ignition configs.
pub(crate) const IGNITION_VALIDATE: Judge = Judge { name: "ignition-validate", probe: Some(&["--version"]) };
/// Ignition itself: it lays files into a root and must not see this machine's.
pub(crate) const IGNITION: Judge = Judge { name: "ignition", probe: None };
/// systemd's own reading of units, beside the units of a host of the lab.
pub(crate) const SYSTEMD: Judge = Judge { name: "systemd-analyze", probe: None };
/// What finds file systems by their labels.
pub(crate) const BLKID: Judge = Judge { name: "blkid", probe: Some(&["--version"]) };
/// Reads ISO 9660 without a mount.
pub(crate) const BSDTAR: Judge = Judge { name: "bsdtar", probe: Some(&["--version"]) };
/// The engine of a host of the lab.
pub(crate) const DOCKERD: Judge = Judge { name: "dockerd", probe: None };
/// The linter of shell scripts.
pub(crate) const SHELLCHECK: Judge = Judge { name: "shellcheck", probe: Some(&["--version"]) };
/// The strictest of the shells that hosts have as /bin/sh.
pub(crate) const DASH: Judge = Judge { name: "dash", probe: Some(&["-n", "/dev/null"]) };

impl Judge {
    /// Runs `script` with /bin/sh in `folder`, where it finds the judge on PATH and `arguments` as its own.
    ///
    /// `None` where the judge is not to be had.
    pub(crate) fn sh(&self, folder: &Path, script: &str, arguments: &[&str]) -> Option<Output> {
        self.run(folder, &[&["sh", "-c", script, self.name], arguments].concat(), b"")
    }

    /// Runs a command in `folder`, with `input` as its standard input. `None` where the judge is not to be had.
    pub(crate) fn run(&self, folder: &Path, command: &[&str], input: &[u8]) -> Option<Output> {
        if self.is_on_path() {
            return Some(output(Command::new(command[0]).args(&command[1..]).current_dir(folder), input));
        }
        match &*ROOT {
            Ok(root) => {
                let mut judge = Command::new(lab("judge"));
                Some(output(judge.arg(root).args(command).current_dir(folder), input))
            }
            Err(reason) => {
                assert!(env::var_os("SWARMGEN_REQUIRE_TOOLS").is_none_or(|it| it != "1"), "no {}: {reason}", self.name);
                // Not println!, which a passing test keeps to itself.
                let _ = writeln!(io::stderr(), "skipped: no {}: {reason}", self.name);
                None
            }
        }
    }

    fn is_on_path(&self) -> bool {
        let works = |arguments| {
            let quiet = Command::new(self.name).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
            quiet.is_ok_and(|status| status.success())
        };
        self.probe.is_some_and(works)
    }
}

/// The lab's root file system, or why there is none.
static ROOT: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| {
    let rootfs = Command::new(lab("rootfs")).output().map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    if rootfs.status.success() {
        return Ok(text(&rootfs.stdout).into());
    }
    let why = text(&rootfs.stderr);
    assert_eq!(rootfs.status.code(), Some(77), "{why}");
    Err(why.lines().last().unwrap_or_default().to_owned())
});

fn lab(script: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab").join(script)
}

fn output(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut stdin = child.stdin.take().expect("it is piped");
    // From a thread of its own: a judge that answers while it reads would else fill its pipe and wait for us.
    std::thread::scope(|scope| {
        // A judge that stops early closes the pipe; its exit status tells.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().expect("its output can be read")
    })
}

/// Fails with all that the judge said unless it is content.
pub(crate) fn assert_content(output: &Output) {
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}{}", output.status, said(&output.stdout), said(&output.stderr));
}

/// A folder for a judge to look at; it goes when the test ends.
pub(crate) struct Exhibits(PathBuf);

impl Exhibits {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("exhibits-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        Self(folder)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Puts a file into it, at a relative path.
    pub(crate) fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("the folder can be made");
        fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

impl Drop for Exhibits {
    fn drop(&mut self) {
        // The test has its answer; what cannot be removed lies in the build folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}
