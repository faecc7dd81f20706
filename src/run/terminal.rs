//! Output to the terminal: data on stdout, all other text on stderr, colour only where the reader wants it.

use std::{
    env,
    fmt::Display,
    io::{self, IsTerminal, Write},
    sync::Mutex,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget};

use crate::diagnostics::error::Error;

/// A render that takes longer shows its progress.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether stderr supports colour: a terminal, and no `NO_COLOR` (no-color.org).
pub(super) fn colour() -> bool {
    io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Prints data. A reader that closes the pipe, such as `| head`, is not an error.
pub(super) fn print(text: &str) -> Result<(), Error> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::system("writing", "stdout")(error)),
        _ => Ok(()),
    }
}

/// Prints a message beside the data. A closed stderr is not a reason to fail.
pub(super) fn tell(text: impl Display) {
    let _ = io::stderr().write_all(text.to_string().as_bytes());
}

/// Prints an error, and its help if there is one.
pub(super) fn tell_error(error: &Error) {
    tell(format_args!("error: {error}\n"));
    if let Some(help) = error.help() {
        tell(format_args!("help: {help}\n"));
    }
}

/// The progress of a render, at a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: Mutex<bool>,
}

impl Progress {
    pub(super) fn new(hosts: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(hosts as u64), ProgressDrawTarget::hidden());
        Self { bar, started: Instant::now(), shown: Mutex::new(!io::stderr().is_terminal()) }
    }

    /// Counts one more host.
    pub(super) fn advance(&self) {
        self.bar.inc(1);
        if self.started.elapsed() > PATIENCE
            && let Ok(mut shown) = self.shown.try_lock()
            && !*shown
        {
            *shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Removes the progress bar.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
