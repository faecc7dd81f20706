//! The `diff` subcommand: the changes that a render would make, in the format of diff(1), and how they reach running hosts.

use std::collections::HashMap;

use super::{Outcome, compile, hosts, revision, terminal};
use crate::{
    cli,
    diagnostics::{Report, error::Error},
    diff,
    emit::{Document, deliver, emit_cluster},
    model::{
        artifact::{RelPath, Tree},
        cluster::{Cluster, Host},
        manifest,
        plan::HostPlan,
    },
    planner::{Planner, own},
    values::digest::Sha256Digest,
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

/// The changes of all files that a render would write or remove, and how each reaches its host.
fn changes(cluster: &Cluster, existing: &Existing) -> Result<(String, Report), Error> {
    let planner = Planner::new(cluster);
    let files = emit_cluster(planner.cluster());
    let not_raised = revision::not_raised(cluster, &files, existing.manifest());
    let has_new_revision = revision::is_new(&files, existing.manifest());
    let cluster_wide = compare(files, existing)?;
    let before: HashMap<_, _> = existing.manifest().hosts.iter().map(|host| (host.name.as_str(), host)).collect();
    let compare_host = |host: &Host, plan: &HostPlan, document: &Document| {
        let reach = Reach::of(before.get(host.name.as_str()).copied(), own(host, plan));
        Ok((compare(deliver(plan, document), existing)?, (reach, host.name.to_string())))
    };
    let (hosts, mut report) = hosts::each(&planner, cluster, |_| true, compare_host)?;
    let follows = not_raised.is_none() && has_new_revision;
    report.extend(not_raised);
    let (hosts, reached): (Vec<_>, Vec<_>) = hosts.into_iter().unzip();
    let summary = summary(&reached, follows, cluster.revision);
    let (paths, texts): (Vec<_>, Vec<_>) = hosts.into_iter().chain([cluster_wide]).unzip();
    let mut paths = paths.concat();
    paths.sort_unstable();
    let text = texts.concat() + &removals(&paths, existing)?;
    let text = if text.is_empty() { text } else { text + &summary };
    Ok((text, report))
}

/// How a change reaches a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The host is new.
    FirstBoot,
    /// Only a first boot brings it.
    Rebuild,
    /// The host follows it, or nothing has changed.
    Follows,
}

impl Reach {
    /// Compares the host's own part with that of the last render.
    fn of(before: Option<&manifest::Host>, now: Sha256Digest) -> Self {
        match before {
            None => Self::FirstBoot,
            Some(host) if host.own.is_some_and(|before| before != now) => Self::Rebuild,
            Some(_) => Self::Follows,
        }
    }
}

/// The lines after the changes. diff(1) has no place for them, and patch(1) ignores them.
fn summary(hosts: &[(Reach, String)], follows: bool, revision: u32) -> String {
    let named = |reach| {
        let names: Vec<_> = hosts.iter().filter(|(it, _)| *it == reach).map(|(_, name)| name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let rebuild = named(Reach::Rebuild).map(|names| {
        format!("rebuild: {names} (users, packages, files, units, network or storage change at the first boot only)\n")
    });
    let new = named(Reach::FirstBoot).map(|names| format!("first boot: {names}\n"));
    let shared =
        format!("running hosts follow: roles, labels, daemon.json and stacks, with `share/` of revision {revision}\n");
    [rebuild, new, follows.then_some(shared)].into_iter().flatten().collect()
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
