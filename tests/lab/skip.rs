//! Doing without what a machine cannot have, and saying so.

use std::{
    env,
    fs::OpenOptions,
    io::{self, Write},
    sync::Mutex,
};

/// What was had; or nothing, after saying why, where it may be done without.
///
/// With SWARMGEN_REQUIRE_TOOLS=1 nothing may.
pub(crate) fn unless_missing<T>(what: &str, had: Result<T, String>) -> Option<T> {
    match had {
        Ok(had) => Some(had),
        Err(reason) => {
            let required = env::var_os("SWARMGEN_REQUIRE_TOOLS").is_some_and(|value| value == "1");
            assert!(!required, "{what}: {reason}");
            tell(&format!("{what}: {reason}"));
            None
        }
    }
}

/// Adds a line to the file SWARMGEN_SKIPPED, out of which `make test` says at its end what was skipped; without one says it now, once.
fn tell(line: &str) {
    static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
    if let Some(path) = env::var_os("SWARMGEN_SKIPPED") {
        let file = OpenOptions::new().create(true).append(true).open(&path);
        // In one piece: other test programs may write at this moment.
        file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    let mut told = TOLD.lock().expect("no test fails while it holds it");
    if !told.iter().any(|it| it == line) {
        // Not by a macro: the test harness would keep that to itself.
        let _ = writeln!(io::stderr(), "skipped: {line}");
        told.push(line.to_owned());
    }
}
