//! The `diff` subcommand: what a render would change, as diff(1) would tell it.

use rayon::prelude::*;

use super::{Outcome, compile, terminal};
use crate::{
    cli,
    diagnostics::error::Error,
    diff,
    emit::{emit, emit_cluster},
    model::{
        artifact::{RelPath, Tree},
        cluster::Cluster,
    },
    planner::Planner,
    write::Existing,
};

pub(super) fn diff(arguments: &cli::Diff) -> Result<Outcome, Error> {
    let to_stderr = |json: &str| {
        terminal::tell(json);
        Ok(())
    };
    let Some(cluster) = compile::cluster(&arguments.inventory, &arguments.findings, to_stderr)? else {
        return Ok(Outcome::Trouble);
    };
    let existing = Existing::open(&arguments.output)?;
    let (wanted, mut text) = changes(&cluster, &existing)?;
    text.push_str(&removals(&wanted, &existing)?);
    terminal::print(&text)?;
    Ok(if text.is_empty() { Outcome::Done } else { Outcome::Findings })
}

/// The changes of all files that a render would write, and the paths of these files in their order.
fn changes(cluster: &Cluster, existing: &Existing) -> Result<(Vec<RelPath>, String), Error> {
    let planner = Planner::new(cluster);
    let cluster_wide = compare(emit_cluster(planner.cluster()), existing)?;
    let hosts = cluster.hosts.par_iter().map(|host| compare(emit(&planner.plan(host)), existing));
    let hosts: Vec<_> = hosts.collect::<Result<_, _>>()?;
    let (paths, texts): (Vec<_>, Vec<_>) = hosts.into_iter().chain([cluster_wide]).unzip();
    let mut paths = paths.concat();
    paths.sort_unstable();
    Ok((paths, texts.concat()))
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
