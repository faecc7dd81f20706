//! Waits with a time limit.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::PAUSE;

/// Waits until `probe` succeeds, and returns its result.
///
/// # Panics
/// After `limit`, with the last error of `probe`.
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
