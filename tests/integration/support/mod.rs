//! What several tests share.

pub(crate) mod hosts;
pub(crate) mod judge;
pub(crate) mod laid;
pub(crate) mod plans;
pub(crate) mod scratch;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The program under test with its arguments; the environment of the caller does not reach it.
pub(crate) fn program<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_swarmgen"));
    command.args(arguments).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

/// The folders of the inventories that must be accepted.
pub(crate) fn accepted() -> impl Iterator<Item = PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/accept");
    let mut cases: Vec<_> =
        fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    cases.into_iter()
}

/// Calls `visit` with every file below the folder, in the order of their names.
pub(crate) fn walk(folder: &Path, visit: &mut impl FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() { walk(&path, visit) } else { visit(&path) }
    }
}
