//! Tests without the tools that a machine lacks, and the message about it.

use std::{
    env,
    fs::OpenOptions,
    io::{self, Write},
    sync::Mutex,
};

/// The value; or `None`, with a message, if it is missing and optional.
///
/// With SWARMGEN_REQUIRE_TOOLS=1, everything is required.
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

/// Adds a line to the file SWARMGEN_SKIPPED, which `make test` prints at its end. Without that file, prints the line
/// now, once.
fn tell(line: &str) {
    static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
    if let Some(path) = env::var_os("SWARMGEN_SKIPPED") {
        let file = OpenOptions::new().create(true).append(true).open(&path);
        // In a single write: other test programs may write at the same moment.
        file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    let mut told = TOLD.lock().expect("no test fails while it holds it");
    if !told.iter().any(|it| it == line) {
        // Not with a macro: the test harness would capture the output.
        let _ = writeln!(io::stderr(), "skipped: {line}");
        told.push(line.to_owned());
    }
}
