//! Outside judges: programs that decide whether swarmgen's output is valid.
//!
//! A judge comes from PATH if that version is recent enough, otherwise from the lab's root file system
//! (`tests/lab/rootfs`), which is built once if the machine allows it. Without either, the test is skipped, see
//! `tests/lab/skip.rs`.

use std::{
    env, fs,
    io::Write,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{self, Command, Output, Stdio},
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::skip;

/// A program, and a way to test the one on PATH.
pub(crate) struct Judge {
    name: &'static str,
    /// Arguments of a call that succeeds only with a recent version; `None` always uses the lab's.
    probe: Option<&'static [&'static str]>,
}

/// cloud-init and its modules. The expectations are for the lab's version only.
pub(crate) const CLOUD_INIT: Judge = Judge { name: "cloud-init", probe: None };
/// Python with PyYAML.
pub(crate) const PYTHON: Judge = Judge { name: "python3", probe: Some(&["-c", "import yaml"]) };
/// The lab's Python, which also has tomllib and jsonschema.
pub(crate) const PYTHON_OF_THE_LAB: Judge = Judge { name: "python3", probe: None };
/// Validates Ignition configs.
pub(crate) const IGNITION_VALIDATE: Judge = Judge { name: "ignition-validate", probe: Some(&["--version"]) };
/// Ignition itself. It writes files into a root, so it must not see this machine's.
pub(crate) const IGNITION: Judge = Judge { name: "ignition", probe: None };
/// systemd's own reader of units, beside the units of a lab host.
pub(crate) const SYSTEMD: Judge = Judge { name: "systemd-analyze", probe: None };
/// Finds file systems by their labels.
pub(crate) const BLKID: Judge = Judge { name: "blkid", probe: Some(&["--version"]) };
/// Reads ISO 9660 without a mount.
pub(crate) const BSDTAR: Judge = Judge { name: "bsdtar", probe: Some(&["--version"]) };
/// Reads cloud-init's network-config on Debian and Ubuntu.
pub(crate) const NETPLAN: Judge = Judge { name: "netplan", probe: None };
/// NetworkManager's reader of keyfiles.
pub(crate) const NMCLI: Judge = Judge { name: "nmcli", probe: None };
/// The engine of a lab host.
pub(crate) const DOCKERD: Judge = Judge { name: "dockerd", probe: None };
/// The linter of shell scripts.
pub(crate) const SHELLCHECK: Judge = Judge { name: "shellcheck", probe: Some(&["--version"]) };
/// The strictest of the hosts' shells.
pub(crate) const DASH: Judge = Judge { name: "dash", probe: Some(&["-n", "/dev/null"]) };

impl Judge {
    /// Runs `script` with /bin/sh in `folder`, with the judge on PATH and with `arguments` as its arguments.
    ///
    /// `None` without the judge.
    pub(crate) fn sh(&self, folder: &Path, script: &str, arguments: &[&str]) -> Option<Output> {
        self.run(folder, &[&["sh", "-c", script, self.name], arguments].concat(), b"")
    }

    /// Runs a command in `folder`, with `input` as its standard input. `None` without the judge.
    pub(crate) fn run(&self, folder: &Path, command: &[&str], input: &[u8]) -> Option<Output> {
        if self.is_on_path() {
            return Some(output(Command::new(command[0]).args(&command[1..]).current_dir(folder), input));
        }
        match &*ROOT {
            Ok(root) => {
                let mut judge = Command::new(lab("judge"));
                Some(output(judge.arg(root).args(command).current_dir(folder), input))
            }
            Err(reason) => skip::unless_missing(self.name, Err(reason.clone())),
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

/// The lab's root file system, or the reason why it is missing.
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

/// A folder for the end of PATH, with programs of the lab's root file system that this machine lacks.
pub(crate) const PROGRAMS: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/programs");

/// The path of a program that runs outside the root: on PATH, otherwise in [`PROGRAMS`].
///
/// `None`, with a message, if it is not available.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file());
    on_path.or_else(|| match &*ROOT {
        Ok(root) => Some(borrowed(root, name)),
        Err(reason) => skip::unless_missing(name, Err(reason.clone())),
    })
}

/// A program of the root in [`PROGRAMS`]. The root's own loader starts it, with the root's libraries. The program's
/// children are this machine's programs.
fn borrowed(root: &Path, name: &str) -> PathBuf {
    static WRITTEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
    let borrowed = Path::new(PROGRAMS).join(name);
    let mut written = WRITTEN.lock().expect("no test fails while it holds it");
    if !written.contains(&borrowed) {
        let program = root.join("usr/bin").join(name);
        assert!(program.is_file(), "{} is not there", program.display());
        // Another test program may be starting the old file.
        let new = borrowed.with_extension(process::id().to_string());
        fs::create_dir_all(PROGRAMS).expect("cargo's folder can be written to");
        // busybox has no loader, and its behaviour depends on its name.
        if name == "busybox" {
            symlink(&program, &new).expect("a link can be made");
        } else {
            let loader = loader(root);
            let libraries = loader.parent().expect("it lies in a folder").display();
            let words =
                format!("'{}' --argv0 {name} --library-path '{libraries}' '{}'", loader.display(), program.display());
            fs::write(&new, format!("#!/bin/sh\nexec {words} \"$@\"\n")).expect("a file can be written");
            fs::set_permissions(&new, fs::Permissions::from_mode(0o755)).expect("it is there");
        }
        fs::rename(&new, &borrowed).expect("both are in one folder");
        written.push(borrowed.clone());
    }
    borrowed
}

/// `usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2`, or that of another processor.
fn loader(root: &Path) -> PathBuf {
    let names = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.expect("it can be listed").path()).collect::<Vec<_>>()
    };
    let folders = names(&root.join("usr/lib"));
    let is_loader =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ld-linux-"));
    folders.iter().flat_map(|folder| names(folder)).find(is_loader).expect("a root has a loader")
}

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
    // In a thread: a judge that answers while it reads could fill its pipe and block this process.
    std::thread::scope(|scope| {
        // A judge that stops early closes the pipe; its exit status says why.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().expect("its output can be read")
    })
}

/// Fails with all output of the judge unless it succeeded.
pub(crate) fn assert_content(output: &Output) {
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}{}", output.status, said(&output.stdout), said(&output.stderr));
}

/// A folder for a judge. The end of the test removes it.
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

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file at a relative path.
    pub(crate) fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("the folder can be made");
        fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

impl Drop for Exhibits {
    fn drop(&mut self) {
        // The test has its result; leftovers lie in the build folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}
