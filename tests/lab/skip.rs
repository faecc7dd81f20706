//! Doing without what a machine cannot have, and saying so.

use std::env;
use std::io::{self, Write as _};

/// What was had; or nothing, after saying why, where it may be done without.
pub(crate) fn unless_missing<T>(had: Result<T, String>) -> Option<T> {
    match had {
        Ok(had) => Some(had),
        Err(reason) => {
            let required = env::var_os("SWARMGEN_REQUIRE_TOOLS").is_some_and(|value| value == "1");
            assert!(!required, "{reason}");
            // Not by a macro: the test harness would keep that to itself.
            let _ = writeln!(io::stderr(), "skipped: {reason}");
            None
        }
    }
}
