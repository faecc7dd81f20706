//! The `explain` subcommand: a diagnostic's page, or a host's settings, each with its origin.

use std::{fmt::Write, path::Path};

use super::{
    Outcome,
    compile::{Compiled, Source, folder},
    terminal,
};
use crate::{
    catalog, cli,
    diagnostics::{Code, Place, Severity, error::Error, report, source::Document},
    model::cluster::{Cluster, Host},
    values::key_path::KeyPath,
};

pub(super) fn explain(arguments: &cli::Explain) -> Result<Outcome, Error> {
    match catalog::find(&arguments.topic) {
        Some(code) => {
            terminal::print(&page(code))?;
            Ok(Outcome::Done)
        }
        None => explain_host(&arguments.topic, &arguments.inventory),
    }
}

/// The page of a code, with its severity below the heading.
fn page(code: Code) -> String {
    let (heading, rest) = code.page.split_once('\n').expect("a page has a heading");
    let severity = match code.severity {
        Severity::Error => "Severity: error. `render` writes nothing.",
        Severity::Warning => "Severity: warning. `--strict` makes it an error.",
    };
    format!("{heading}\n\n{severity}\n{rest}")
}

fn explain_host(name: &str, path: &Path) -> Result<Outcome, Error> {
    let help = "Name a host of the inventory (`--inventory FILE`) or the code of a diagnostic.";
    if !path.exists() {
        let found = format!("`{name}` is not the code of a diagnostic, and `{}` does not exist", path.display());
        return Err(Error::refused(found, help));
    }
    let source = Source::read(path)?;
    let text = source.text();
    let Compiled { document, cluster, report } = source.compile(&text, folder(path));
    let Some(cluster) = cluster else {
        terminal::tell(report::human(&report, &document, terminal::colour()));
        return Ok(Outcome::Findings);
    };
    let host = cluster.hosts.iter().find(|host| host.name.as_str() == name);
    let host =
        host.ok_or_else(|| Error::refused(format!("`{name}` is neither a host nor the code of a diagnostic"), help))?;
    terminal::print(&settings(&cluster, host, &document))?;
    Ok(Outcome::Done)
}

/// The settings of a host, one a line: first those of the inventory, then the defaults.
fn settings(cluster: &Cluster, host: &Host, document: &Document) -> String {
    let mut text = format!("# {} ({})\n", host.name, cluster.fqdn(host));
    let written = host.origin.settings.iter().map(|(setting, at)| (setting.clone(), written(at, document)));
    let left = defaults(host).into_iter().map(|(key, value)| (KeyPath::of([key]), (value, "default".to_owned())));
    let left = left.filter(|(setting, _)| !host.origin.settings.contains_key(setting));
    let lines: Vec<_> = written.chain(left).collect();
    let shown = lines.iter().map(|(setting, (value, _))| format!("{setting} = {value}"));
    let shown: Vec<_> = shown.collect();
    let width = shown.iter().map(|line| line.chars().count()).max().unwrap_or(0).min(60);
    for (line, (_, (_, from))) in shown.iter().zip(&lines) {
        let _ = writeln!(text, "{line:width$}  # {from}");
    }
    text
}

/// The value of a setting in the inventory, and its location.
fn written(at: &KeyPath, document: &Document) -> (String, String) {
    let span = document.span(&Place::Value(at.clone())).unwrap_or_default();
    let line = document.text[..span.start].matches('\n').count() + 1;
    // The place of a table is its key: only an empty table is a setting.
    let is_table = document.span(&Place::Key(at.clone())).as_ref() == Some(&span);
    let value = document.text[span].split_whitespace().collect::<Vec<_>>().join(" ");
    let value = if is_table { "{}".to_owned() } else { value };
    (value, format!("{}:{line} {}", document.name, at.parent().unwrap_or_default()))
}

/// The settings that a host has by default.
fn defaults(host: &Host) -> Vec<(&'static str, String)> {
    vec![
        ("role", format!("\"{}\"", host.role)),
        ("advertise_address", format!("\"{}\"", host.advertise_address)),
        ("availability", format!("\"{}\"", host.availability)),
        ("user", format!("\"{}\"", host.user.name)),
    ]
}
