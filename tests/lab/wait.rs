//! Waiting with an end.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::PAUSE;

/// Waits until `probe` succeeds and returns what it found.
///
/// # Panics
/// After `limit`, with what `probe` saw last.
pub(crate) fn until<T>(what: &str, limit: Duration, mut probe: impl FnMut() -> Result<T, String>) -> T {
    let start = Instant::now();
    loop {
        match probe() {
            Ok(found) => return found,
            Err(seen) if start.elapsed() > limit => panic!("waited {limit:?} for {what}; seen last: {seen}"),
            Err(_) => sleep(PAUSE),
        }
    }
}
