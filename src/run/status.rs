//! The `status` subcommand: the reports of the hosts on the share.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use super::{Outcome, share, terminal};
use crate::{
    cli,
    diagnostics::error::Error,
    exchange::{
        layout, revision,
        status::{self, Status},
        table,
    },
};

/// A host by its name, with its last report.
type Host = (String, Option<Status>);

pub(super) fn status(arguments: &cli::Status) -> Result<Outcome, Error> {
    let exchanges = whole(&arguments.directory, |directory, send| send(exchanges(directory)))?.remove(0)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut outcome = Outcome::Done;
    for exchange in &exchanges {
        let hosts = whole(exchange, hosts)?.into_iter().collect::<Result<Vec<_>, _>>()?;
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

/// Runs `work` on a folder of the share within the time that the share has.
fn whole<T: Send + 'static>(
    folder: &Path,
    work: impl FnOnce(&Path, &dyn Fn(T)) + Send + 'static,
) -> Result<Vec<T>, Error> {
    let owned = folder.to_owned();
    share::within_time(folder, move |send| work(&owned, send))
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

/// Sends the hosts of the highest complete revision, then any other host that has written a status; each with its last
/// status.
fn hosts(exchange: &Path, send: &dyn Fn(Result<Host, Error>)) {
    let roster = share::read(&exchange.join(layout::EXCHANGE)).unwrap_or_default();
    let last = |name: &String| {
        let status = Status::parse(&share::read(&exchange.join(layout::HOSTS).join(name))?)?;
        let complaint = share::read(&exchange.join(layout::ENGINE).join(name)).unwrap_or_default();
        Some(status.on_roster(&roster).with_complaint(&complaint))
    };
    match names(exchange) {
        Ok(names) => names.into_iter().for_each(|name| send(Ok((name.clone(), last(&name))))),
        Err(error) => send(Err(error)),
    }
}

/// The number of a revision that is complete and no copy of another one.
fn whole_revision(folder: &Path) -> Option<u32> {
    let name = folder.file_name()?.to_str()?;
    let number = revision::number(name)?;
    let is_whole = revision::is_complete(&share::read(&folder.join(revision::END))?);
    let is_copy = revision::is_copy(name, share::read(&folder.join(revision::NUMBER)).as_deref());
    (is_whole && !is_copy).then_some(number)
}

fn names(exchange: &Path) -> Result<Vec<String>, Error> {
    let mut revisions: Vec<_> = entries(&exchange.join(layout::INVENTORY))?
        .into_iter()
        .filter_map(|path| Some((whole_revision(&path)?, path)))
        .collect();
    revisions.sort();
    let written = revisions.last().and_then(|(_, path)| share::read(&path.join(table::FILE_NAME)));
    let mut names: Vec<String> = table::hosts(written.as_deref().unwrap_or_default()).map(str::to_owned).collect();
    let known: HashSet<String> = names.iter().cloned().collect();
    for path in entries(&exchange.join(layout::HOSTS))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with('.') && !known.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
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
