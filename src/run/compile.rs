//! Compiles the inventory's file to the checked cluster, for `render`, `check`, `diff` and `explain`.

use std::{borrow::Cow, fs::File, io::Read, path::Path};

use super::{Outcome, hosts, secrets, stack_files, terminal};
use crate::{
    check, cli,
    diagnostics::{Diagnostic, Place, Report, codes, error::Error, report, source::Document},
    model::{cluster::Cluster, material::Material},
    parse, planner,
    resolve::resolve,
};

/// An inventory of fifty thousand hosts has a third of this size; a larger file is not an inventory.
const LARGEST: usize = 32 << 20;

/// The bytes of an inventory's file.
pub(super) struct Source {
    name: String,
    bytes: Vec<u8>,
}

impl Source {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        let mut bytes = Vec::new();
        // One byte more than allowed is enough: a device may never end.
        let read = File::open(path).and_then(|file| file.take(LARGEST as u64 + 1).read_to_end(&mut bytes));
        read.map_err(Error::system("reading", format!("`{name}`")))?;
        Ok(Self { name, bytes })
    }

    /// Runs all stages up to the checks. There is a cluster exactly if the report has no errors.
    pub(super) fn compile<'t>(&self, text: &'t str, folder: &Path) -> Compiled<'t> {
        let (document, inventory, mut report) = match self.refused(text) {
            Some(refused) => (parse::unparsed(&self.name, text), None, refused.into()),
            None => parse::parse(&self.name, text),
        };
        let Some(inventory) = inventory else { return Compiled { document, cluster: None, report } };
        let secrets = secrets::read(&inventory, folder, &mut report);
        let files = stack_files::read(&inventory, folder, &mut report);
        let (cluster, found) = resolve(&inventory, &Material { secrets, files });
        report.append(found);
        if let Some(cluster) = &cluster {
            report.append(check::check(cluster, &planner::own_paths()));
        }
        let cluster = cluster.filter(|_| !report.has_errors());
        Compiled { document, cluster, report }
    }

    /// The text, with a mark in the place of every byte that is not UTF-8.
    pub(super) fn text(&self) -> Cow<'_, str> {
        if self.bytes.len() > LARGEST { Cow::Borrowed("") } else { String::from_utf8_lossy(&self.bytes) }
    }

    /// The reason why the file cannot be parsed at all.
    fn refused(&self, text: &str) -> Option<Diagnostic> {
        if self.bytes.len() > LARGEST {
            let message = format!("the inventory has more than {LARGEST} bytes");
            let diagnostic = Diagnostic::new(codes::TOO_LARGE, Place::File, message);
            return Some(diagnostic.help("Check the path of the inventory."));
        }
        let start = std::str::from_utf8(&self.bytes).err()?.valid_up_to();
        let mark = start..text[start..].chars().next().map_or(start, |mark| start + mark.len_utf8());
        let message = format!("the byte `0x{:02x}` is not valid UTF-8", self.bytes[start]);
        let diagnostic = Diagnostic::new(codes::NOT_UTF8, Place::Span(mark), message);
        Some(diagnostic.help("Save the inventory as UTF-8."))
    }
}

/// The result of the stages.
pub(super) struct Compiled<'t> {
    pub(super) document: Document<'t>,
    pub(super) cluster: Option<Cluster>,
    pub(super) report: Report,
}

/// Reads and compiles the inventory, runs `work` on the cluster, and prints all findings at once. Returns the result of `work` if there
/// are no errors. Prints JSON with `json`, because stdout may have other data.
pub(super) fn with_cluster<T>(
    path: &Path,
    findings: &cli::Findings,
    json: impl Fn(&str) -> Result<(), Error>,
    work: impl FnOnce(&Cluster) -> Result<(T, Report), Error>,
) -> Result<Option<T>, Error> {
    let source = Source::read(path)?;
    let text = source.text();
    let strict = |report: Report| if findings.strict { report.strict() } else { report };
    let Compiled { document, cluster, report } = source.compile(&text, folder(path));
    let mut report = strict(report);
    let done = cluster.filter(|_| !report.has_errors()).map(|cluster| work(&cluster)).transpose();
    let made = done.map(|done| {
        done.map(|(made, found)| {
            report.append(strict(found));
            made
        })
    });
    match findings.format {
        cli::Format::Human => terminal::tell(report::human(&report, &document, terminal::colour())),
        cli::Format::Json => json(&report::json(&report, &document))?,
    }
    Ok(made?.filter(|_| !report.has_errors()))
}

/// The `check` subcommand.
pub(super) fn check(arguments: &cli::Check) -> Result<Outcome, Error> {
    let work = |cluster: &Cluster| Ok(((), hosts::check(cluster)?));
    let checked = with_cluster(&arguments.inventory, &arguments.findings, terminal::print, work)?;
    Ok(if checked.is_some() { Outcome::Done } else { Outcome::Findings })
}

/// The folder that the paths of an inventory are relative to.
pub(super) fn folder(inventory: &Path) -> &Path {
    inventory.parent().unwrap_or(Path::new(""))
}
