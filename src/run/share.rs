//! Reads the shared storage, which others can write to and which may not answer.

use std::{
    fs::{File, OpenOptions},
    io::Read,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::mpsc,
    thread,
    time::Duration,
};

use rustix::fs::OFlags;

use crate::diagnostics::error::Error;

/// The size up to which a file is read. The host programs have the same limit.
const LIMIT: u64 = 1 << 20;
/// The time in which the share must answer.
const ANSWER: Duration = Duration::from_secs(8);

/// The text of a regular file, at most [`LIMIT`] bytes of it. `None` for anything else: a FIFO would block, and a link
/// may lead away from the share.
pub(super) fn read(path: &Path) -> Option<String> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path).ok()?;
    let is_file = |file: &File| file.metadata().is_ok_and(|metadata| metadata.is_file());
    let mut bytes = Vec::new();
    (is_file(&file) && file.take(LIMIT).read_to_end(&mut bytes).is_ok()).then_some(())?;
    String::from_utf8(bytes).ok()
}

/// Runs `work`, which sends its results one by one, and returns them all.
///
/// # Errors
///
/// If the next result, or the end, takes longer than [`ANSWER`]. The thread is left behind: a call on a share that does
/// not answer ends with the process.
pub(super) fn within_time<T: Send + 'static>(
    share: &Path,
    work: impl FnOnce(&dyn Fn(T)) + Send + 'static,
) -> Result<Vec<T>, Error> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || work(&|result| drop(sender.send(result))));
    let mut results = Vec::new();
    loop {
        match receiver.recv_timeout(ANSWER) {
            Ok(result) => results.push(result),
            Err(mpsc::RecvTimeoutError::Disconnected) => return Ok(results),
            Err(mpsc::RecvTimeoutError::Timeout) => return Err(silent(share)),
        }
    }
}

fn silent(share: &Path) -> Error {
    let found = format!("`{}` has not answered for {} seconds", share.display(), ANSWER.as_secs());
    Error::refused(found, "Check the server of the shared storage, and the mount.")
}
