//! One function for each subcommand, which wires the stages. Only this module and [`crate::write`] read or write files.

mod compile;
mod diff;
mod explain;
mod generated;
mod hosts;
mod render;
mod revision;
mod secrets;
mod serve;
mod share;
mod sizes;
mod stack_files;
mod status;
mod terminal;

use std::process::ExitCode;

use crate::{
    cli::{Cli, Command},
    diagnostics::error::Error,
};

/// The result of a command, as exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The command succeeded, and `diff` found no difference.
    Done = 0,
    /// The inventory has errors, `diff` found a difference, or `status` a host that has not converged.
    Findings = 1,
    /// Wrong usage or an I/O error.
    Trouble = 2,
}

/// Runs the command and prints its error, if any, to stderr.
pub fn run(cli: Cli) -> ExitCode {
    let outcome = dispatch(cli.command).unwrap_or_else(|error| {
        terminal::tell_error(&error);
        Outcome::Trouble
    });
    ExitCode::from(outcome as u8)
}

fn dispatch(command: Command) -> Result<Outcome, Error> {
    match command {
        Command::Render(arguments) => render::render(&arguments),
        Command::Check(arguments) => compile::check(&arguments),
        Command::Diff(arguments) => diff::diff(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Status(arguments) => status::status(&arguments),
        Command::Serve(arguments) => serve::serve(&arguments),
        Command::Schema(arguments) => generated::schema(&arguments),
        Command::Completions(arguments) => generated::completions(&arguments),
        Command::Man => generated::man(),
    }
}
