//! Output that is generated from the definitions of the command line and the inventory: schema, completions, manual
//! page.

use clap::CommandFactory;

use super::{Outcome, terminal};
use crate::{
    cli,
    diagnostics::error::Error,
    formats::{reference, schema},
};

/// The `schema` subcommand.
pub(super) fn schema(arguments: &cli::Schema) -> Result<Outcome, Error> {
    let text = if arguments.markdown {
        reference::markdown(schema::inventory())
    } else {
        serde_json::to_string_pretty(schema::inventory()).expect("JSON serialises") + "\n"
    };
    terminal::print(&text)?;
    Ok(Outcome::Done)
}

/// The `completions` subcommand.
pub(super) fn completions(arguments: &cli::Completions) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut cli::Cli::command(), "swarmgen", &mut script);
    terminal::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

/// The `man` subcommand: one page for the program and all its subcommands.
pub(super) fn man() -> Result<Outcome, Error> {
    let mut page = Vec::new();
    let mut command = cli::Cli::command();
    command.build();
    let rendered = manual(&command, &mut page);
    rendered.map_err(Error::system("writing", "the manual page"))?;
    terminal::print(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Done)
}

fn manual(command: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    clap_mangen::Man::new(command.clone()).render(page)?;
    for subcommand in command.get_subcommands() {
        let man = clap_mangen::Man::new(subcommand.clone());
        man.render_synopsis_section(page)?;
        man.render_description_section(page)?;
        man.render_options_section(page)?;
    }
    Ok(())
}
