//! The program: arguments in, exit status out. [`swarmgen::run`] does the rest.

use std::process::ExitCode;

use clap::Parser;
use swarmgen::{cli::Cli, run};

fn main() -> ExitCode {
    run::run(Cli::parse())
}
