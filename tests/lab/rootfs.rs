//! The files of a lab in the cache: the root file system of all hosts (see `tests/lab/rootfs`), and additional
//! programs.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The script's exit status for a machine that cannot have it.
const CANNOT: i32 = 77;

/// The path of the root file system, or the reason why it is missing.
pub(crate) fn path() -> Result<PathBuf, String> {
    printed_by("tests/lab/rootfs")
}

/// The path of Traefik, or the reason why it is missing.
pub(crate) fn traefik() -> Result<PathBuf, String> {
    printed_by("tests/lab/traefik")
}

/// The path that a script of this repository prints, or the reason why it fails.
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
