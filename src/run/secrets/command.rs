//! Runs a command that prints a secret, within limits for its time and its output.

use std::{
    io::{self, Read},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::Instant,
};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::model::material::SecretLimits;

/// Why there is no output.
#[derive(Debug)]
pub(super) enum Failure {
    /// The program could not be started, or its output not be read.
    NotRun(io::Error),
    /// It did not end in time.
    TooLong,
    /// It printed too much.
    TooLarge,
    /// It failed.
    Status(ExitStatus),
}

/// Runs the program in this folder. Returns its output if it ends with success.
pub(super) fn run(
    program: &str,
    arguments: &[String],
    folder: &Path,
    limits: SecretLimits,
) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    if folder != Path::new("") {
        command.current_dir(folder);
    }
    let child = command.process_group(0).spawn().map_err(Failure::NotRun)?;
    // Its descendants are in the same group, unless they left it: a password agent may stay.
    let group = Pid::from_child(&child);
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || attend(child, limits.size, &sender));
    let output = receive(&receiver, limits);
    // The group may have ended already.
    let _ = kill_process_group(group, Signal::KILL);
    output
}

enum News {
    Output(io::Result<Vec<u8>>),
    Ended(io::Result<ExitStatus>),
}

/// Reads one byte more than allowed, then waits for the program.
fn attend(mut child: Child, size: u64, to: &Sender<News>) {
    let read = |output: ChildStdout| {
        let mut bytes = Vec::new();
        output.take(size + 1).read_to_end(&mut bytes).map(|_| bytes)
    };
    let output = child.stdout.take().map_or_else(|| Ok(Vec::new()), read);
    // After the time limit, the receiver is gone.
    let _ = to.send(News::Output(output));
    let _ = to.send(News::Ended(child.wait()));
}

fn receive(from: &Receiver<News>, limits: SecretLimits) -> Result<Vec<u8>, Failure> {
    let deadline = Instant::now() + limits.timeout;
    let mut output = Vec::new();
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match from.recv_timeout(left).map_err(|_| Failure::TooLong)? {
            News::Output(bytes) => output = bytes.map_err(Failure::NotRun)?,
            News::Ended(status) => {
                let status = status.map_err(Failure::NotRun)?;
                return if status.success() { Ok(output) } else { Err(Failure::Status(status)) };
            }
        }
        if output.len() as u64 > limits.size {
            return Err(Failure::TooLarge);
        }
    }
}
