//! Helpers for several tests.

pub(crate) mod hosts;
pub(crate) mod judge;
pub(crate) mod laid;
pub(crate) mod plans;
pub(crate) mod scratch;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The program under test with its arguments, without the caller's environment.
pub(crate) fn program<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_swarmgen"));
    command.args(arguments).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

/// The folders of the accepted inventories.
pub(crate) fn accepted() -> impl Iterator<Item = PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/accept");
    let mut cases: Vec<_> =
        fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    cases.into_iter()
}

/// The rendered files of a case, by path relative to the output folder.
pub(crate) fn rendered(case: &Path) -> BTreeMap<String, Vec<u8>> {
    let scratch = scratch::Scratch::new("rendered");
    let render = program(["render", "inventory.toml", "-o"]).arg(scratch.path()).current_dir(case).output();
    let render = render.expect("the program runs");
    assert!(render.status.success(), "{}: {}", case.display(), String::from_utf8_lossy(&render.stderr));
    files(scratch.path())
}

/// The files below a folder, by relative path.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    walk(folder, &mut |path| {
        let name = path.strip_prefix(folder).expect("it lies below").to_string_lossy().into_owned();
        found.insert(name, fs::read(path).expect("a file can be read"));
    });
    found
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
