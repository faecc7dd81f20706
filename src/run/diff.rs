//! The `diff` subcommand: the changes that a render would make, in the format of diff(1).

use super::{Outcome, compile, hosts, terminal};
use crate::{
    cli,
    diagnostics::{Report, error::Error},
    diff,
    emit::{Document, deliver, emit_cluster},
    model::{
        artifact::{RelPath, Tree},
        cluster::{Cluster, Host},
        plan::HostPlan,
    },
    planner::Planner,
    write::Existing,
};

pub(super) fn diff(arguments: &cli::Diff) -> Result<Outcome, Error> {
    let to_stderr = |json: &str| {
        terminal::tell(json);
        Ok(())
    };
    let existing = Existing::open(&arguments.output)?;
    let work = |cluster: &Cluster| changes(cluster, &existing);
    let Some(text) = compile::with_cluster(&arguments.inventory, &arguments.findings, to_stderr, work)? else {
        return Ok(Outcome::Trouble);
    };
    terminal::print(&text)?;
    Ok(if text.is_empty() { Outcome::Done } else { Outcome::Findings })
}

/// The changes of all files that a render would write or remove.
fn changes(cluster: &Cluster, existing: &Existing) -> Result<(String, Report), Error> {
    let planner = Planner::new(cluster);
    let cluster_wide = compare(emit_cluster(planner.cluster()), existing)?;
    let compare_host = |_: &Host, plan: &HostPlan, document: &Document| compare(deliver(plan, document), existing);
    let (hosts, report) = hosts::each(&planner, cluster, |_| true, compare_host)?;
    let (paths, texts): (Vec<_>, Vec<_>) = hosts.into_iter().chain([cluster_wide]).unzip();
    let mut paths = paths.concat();
    paths.sort_unstable();
    Ok((texts.concat() + &removals(&paths, existing)?, report))
}

fn compare(tree: Tree, existing: &Existing) -> Result<(Vec<RelPath>, String), Error> {
    let mut paths = Vec::new();
    let mut text = String::new();
    for (path, artifact) in tree {
        let old = existing.read(&path)?;
        text.push_str(&diff::file(&path, old.as_ref(), Some(&artifact)).unwrap_or_default());
        paths.push(path);
    }
    Ok((paths, text))
}

/// The files of the old manifest that a render would remove.
fn removals(wanted: &[RelPath], existing: &Existing) -> Result<String, Error> {
    let mut text = String::new();
    for entry in existing.manifest().files() {
        if wanted.binary_search(&entry.path).is_err() {
            let old = existing.read(&entry.path)?;
            text.push_str(&diff::file(&entry.path, old.as_ref(), None).unwrap_or_default());
        }
    }
    Ok(text)
}
