//! What a lab takes from the cache: the root file system that all hosts share (see `tests/lab/rootfs`), and programs that it lacks.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The status by which the script says that this machine cannot have it.
const CANNOT: i32 = 77;

/// Where the root file system is; or why there is none.
pub(crate) fn path() -> Result<PathBuf, String> {
    printed_by("tests/lab/rootfs")
}

/// Where a Traefik is; or why there is none.
pub(crate) fn traefik() -> Result<PathBuf, String> {
    printed_by("tests/lab/traefik")
}

/// The path that a script of this repository prints; or why it cannot.
pub(crate) fn printed_by(script: &str) -> Result<PathBuf, String> {
    let script = format!("{}/{script}", env!("CARGO_MANIFEST_DIR"));
    let output =
        Command::new(&script).stdin(Stdio::null()).output().map_err(|error| format!("running {script}: {error}"))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(0) => Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim_end())),
        Some(CANNOT) => Err(stderr.lines().last().unwrap_or("no reason given").to_owned()),
        _ => panic!("{script} failed:\n{stderr}"),
    }
}
