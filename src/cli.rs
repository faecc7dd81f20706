//! The command line: types only. The doc comments are the help.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// One inventory in, every host's first-boot configuration for a Docker Swarm out.
#[derive(Debug, Parser)]
#[command(name = "swarmgen", version, max_term_width = 80, arg_required_else_help = true)]
#[command(help_expected = true, disable_help_subcommand = true)]
#[command(
    after_help = "Exit status: 0 done, 1 the inventory has errors, 2 wrong usage or an I/O error; that of diff and status is in their own help."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write every host's configuration: the main job
    Render(Render),
    /// Check all that render checks and write nothing
    Check(Check),
    /// Show what a render would change; exit status 0 same, 1 different, 2 trouble
    Diff(Diff),
    /// Show where a host's settings come from, or what a diagnostic means
    Explain(Explain),
    /// Show how far every host has come; exit status 0 only when all have converged
    Status(Status),
    /// Serve the output folder over HTTP, for machines that boot from the network
    Serve(Serve),
    /// Print the JSON Schema of the inventory, for editors
    Schema(Schema),
    /// Print the completions of a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

/// How findings about the inventory are told.
#[derive(Debug, Args)]
pub struct Findings {
    /// Take warnings for errors
    #[arg(long)]
    pub strict: bool,
    /// How to print findings: for people on stderr, or as JSON lines on stdout (`diff`: on stderr)
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// The forms of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text with the place underlined
    Human,
    /// One JSON object a line
    Json,
}

/// Arguments of `render`.
#[derive(Debug, Args)]
pub struct Render {
    /// The inventory
    pub inventory: PathBuf,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Write this host only and leave the others' files as they are; may be repeated
    #[arg(long = "host", value_name = "NAME")]
    pub hosts: Vec<String>,
    /// How findings are told.
    #[command(flatten)]
    pub findings: Findings,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The inventory
    pub inventory: PathBuf,
    /// How findings are told.
    #[command(flatten)]
    pub findings: Findings,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The inventory
    pub inventory: PathBuf,
    /// The folder of an earlier render
    pub output: PathBuf,
    /// How findings are told.
    #[command(flatten)]
    pub findings: Findings,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A host of the inventory, or the code of a diagnostic
    #[arg(value_name = "HOST|CODE")]
    pub topic: String,
    /// The inventory that the host is in
    #[arg(short, long, value_name = "FILE", default_value = "inventory.toml")]
    pub inventory: PathBuf,
}

/// Arguments of `status`.
#[derive(Debug, Args)]
pub struct Status {
    /// The mount point of the shared storage, here or on any host
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The folder of a render
    pub output: PathBuf,
    /// Where to listen; unless set, only this machine can ask
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Give a host's files to that host's address only
    #[arg(long)]
    pub by_address: bool,
    /// A folder of kernels and the like, which is served as `assets/`
    #[arg(long, value_name = "DIR")]
    pub assets: Option<PathBuf>,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Print the options as a page of Markdown instead
    #[arg(long)]
    pub markdown: bool,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        super::Cli::command().debug_assert();
    }
}
