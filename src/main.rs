//! The program: arguments in, exit status out. All else is [`swarmgen::run`].

use std::process::ExitCode;

use clap::Parser;
use swarmgen::{cli::Cli, run};

fn main() -> ExitCode {
    run::run(Cli::parse())
}
