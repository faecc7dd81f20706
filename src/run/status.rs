//! The `status` subcommand: the reports of the hosts on the share.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use super::{Outcome, terminal};
use crate::{
    cli,
    diagnostics::error::Error,
    exchange::{
        layout, revision,
        status::{self, Status},
        table,
    },
};

pub(super) fn status(arguments: &cli::Status) -> Result<Outcome, Error> {
    let exchanges = exchanges(&arguments.directory)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut outcome = Outcome::Done;
    for exchange in &exchanges {
        let hosts = hosts(exchange)?;
        if exchanges.len() > 1 {
            terminal::print(&format!("{}\n", status::printable(&exchange.to_string_lossy())))?;
        }
        terminal::print(&status::table(&hosts, now))?;
        if !status::converged(&hosts, now) {
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}

/// The exchange folders at this path: the path itself, or the latest generation of each cluster on the share.
fn exchanges(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    if directory.join(layout::HOSTS).is_dir() {
        return Ok(vec![directory.to_owned()]);
    }
    let mut found = Vec::new();
    for cluster in entries(&directory.join(layout::ROOT))? {
        let generation = |path: &PathBuf| layout::generation(path.file_name()?.to_str()?);
        found.extend(entries(&cluster)?.into_iter().filter(|path| generation(path).is_some()).max_by_key(generation));
    }
    if found.is_empty() {
        let help = "Name the mount point of the shared storage.";
        return Err(Error::refused(format!("no cluster has written to `{}` yet", directory.display()), help));
    }
    Ok(found)
}

/// The hosts of the highest complete revision, then any other host that has written a status; each with its last
/// status.
fn hosts(exchange: &Path) -> Result<Vec<(String, Option<Status>)>, Error> {
    let number = |path: &PathBuf| revision::number(path.file_name()?.to_str()?);
    let whole =
        |path: &PathBuf| fs::read_to_string(path.join(revision::END)).is_ok_and(|end| revision::is_complete(&end));
    let inventories = entries(&exchange.join(layout::INVENTORY))?.into_iter();
    let counting = inventories.filter(|path| number(path).is_some() && whole(path)).max_by_key(number);
    let written = counting.and_then(|path| fs::read_to_string(path.join(table::FILE_NAME)).ok());
    let mut names: Vec<String> = table::hosts(written.as_deref().unwrap_or_default()).map(str::to_owned).collect();
    for path in entries(&exchange.join(layout::HOSTS))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with('.') && !names.contains(&name) {
            names.push(name);
        }
    }
    let roster = fs::read_to_string(exchange.join(layout::EXCHANGE)).unwrap_or_default();
    let read = |name: &String| {
        let status = Status::parse(&fs::read_to_string(exchange.join(layout::HOSTS).join(name)).ok()?)?;
        let complaint = fs::read_to_string(exchange.join(layout::ENGINE).join(name)).unwrap_or_default();
        Some(status.on_roster(&roster).with_complaint(&complaint))
    };
    Ok(names.into_iter().map(|name| (name.clone(), read(&name))).collect())
}

/// The paths in a folder, sorted by name; empty if there is no folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(Error::system("reading", format!("`{}`", folder.display())))?,
    };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    Ok(paths)
}
