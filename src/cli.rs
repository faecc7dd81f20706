//! The command line: types only. The doc comments are the help.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Compile one inventory into the first-boot configuration of every host of a Docker Swarm.
#[derive(Debug, Parser)]
#[command(name = "swarmgen", version, max_term_width = 80, arg_required_else_help = true)]
#[command(help_expected = true, disable_help_subcommand = true)]
#[command(
    after_help = "Exit status: 0 success, 1 errors in the inventory, 2 wrong usage or an I/O error. diff and status define their own."
)]
pub struct Cli {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the configuration of every host
    Render(Render),
    /// Run all checks of render, and write nothing
    Check(Check),
    /// Show what a render would change, and how it reaches the hosts; exit status 0 same, 1 different, 2 error
    Diff(Diff),
    /// Show the origin of a host's settings, or explain a diagnostic
    Explain(Explain),
    /// Show the progress of every host; exit status 0 only if all have converged
    Status(Status),
    /// Serve the output folder over HTTP, for network boot
    Serve(Serve),
    /// Print the JSON Schema of the inventory, for editors
    Schema(Schema),
    /// Print the completion script of a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

/// The output of findings about the inventory.
#[derive(Debug, Args)]
pub struct Findings {
    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// The format of findings: text on stderr, or JSON lines on stdout (`diff`: on stderr)
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// The formats of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text with the location underlined
    Human,
    /// One JSON object per line
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
    /// Write this host only, and leave the files of other hosts unchanged; may be repeated
    #[arg(long = "host", value_name = "NAME")]
    pub hosts: Vec<String>,
    /// The output of findings.
    #[command(flatten)]
    pub findings: Findings,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The inventory
    pub inventory: PathBuf,
    /// The output of findings.
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
    /// The output of findings.
    #[command(flatten)]
    pub findings: Findings,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A host of the inventory, or the code of a diagnostic
    #[arg(value_name = "HOST|CODE")]
    pub topic: String,
    /// The inventory with the host
    #[arg(short, long, value_name = "FILE", default_value = "inventory.toml")]
    pub inventory: PathBuf,
}

/// Arguments of `status`.
#[derive(Debug, Args)]
pub struct Status {
    /// The mount point of the share, on this machine or on any host
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The folder of a render
    pub output: PathBuf,
    /// The address to listen on; by default, only this machine can connect
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Serve a host's files only to the address of that host
    #[arg(long)]
    pub by_address: bool,
    /// A folder of kernels and other boot files, served as `assets/`
    #[arg(long, value_name = "DIR")]
    pub assets: Option<PathBuf>,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Print a Markdown page of the options instead
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
