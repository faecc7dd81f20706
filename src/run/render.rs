//! The `render` subcommand.

use std::collections::HashSet;

use super::{Outcome, compile, hosts, terminal};
use crate::{
    cli,
    diagnostics::{Report, error::Error},
    emit::{deliver, emit_cluster},
    exchange::revision,
    model::{
        artifact::Tree,
        cluster::{Cluster, Host},
        manifest::{self, Entry, Manifest},
    },
    planner::Planner,
    values::net::HostName,
    write::{Output, Summary},
};

/// Renders every host and stages each as soon as it is ready. The output changes only when all hosts are ready.
pub(super) fn render(arguments: &cli::Render) -> Result<Outcome, Error> {
    let work = |cluster: &Cluster| stage(cluster, arguments);
    let staged = compile::with_cluster(&arguments.inventory, &arguments.findings, terminal::print, work)?;
    let Some(Staged { output, hosts, replaced_revision }) = staged else { return Ok(Outcome::Findings) };
    let is_rendered = |host: &str| hosts.iter().any(|name| name.as_str() == host);
    let kept =
        |entry: &Entry| entry.host.as_ref().is_some_and(|host| !arguments.hosts.is_empty() && !is_rendered(host));
    let Summary { written, unchanged, removed } = output.commit(kept)?;
    let hosts = hosts.len();
    terminal::tell(format_args!("{hosts} hosts: {written} files written, {unchanged} unchanged, {removed} removed\n"));
    if let Some(revision) = replaced_revision {
        terminal::tell(format_args!(
            "note: roles, labels, daemon.json or stacks have changed, but `cluster.revision` is still {revision}: increase it, \
             because running hosts follow only a higher revision\n"
        ));
    }
    Ok(Outcome::Done)
}

/// A staged output: complete, but not committed.
struct Staged {
    output: Output,
    /// The hosts that were rendered.
    hosts: Vec<HostName>,
    /// The revision whose files differ from the last render.
    replaced_revision: Option<u32>,
}

fn stage(cluster: &Cluster, arguments: &cli::Render) -> Result<(Staged, Report), Error> {
    let chosen = chosen(cluster, &arguments.hosts)?;
    let planner = Planner::new(cluster);
    let output = Output::open(&arguments.output)?.with_hosts(cluster.hosts.iter().map(listed).collect());
    let cluster_wide = emit_cluster(planner.cluster());
    let replaced_revision = replaces_revision(&cluster_wide, output.last()).then_some(cluster.revision);
    output.stage(None, cluster_wide)?;
    let progress = terminal::Progress::new(chosen.len());
    let (hosts, report) = hosts::each(
        &planner,
        cluster,
        |host| chosen.contains(&host.name),
        |host, plan, document| {
            progress.advance();
            output.stage(Some(&host.name), deliver(plan, document))?;
            Ok(host.name.clone())
        },
    )?;
    progress.finish();
    Ok((Staged { output, hosts, replaced_revision }, report))
}

/// Whether the content of a revision's folder changes: its `end` lists the checksums of all other files.
fn replaces_revision(new: &Tree, last: &Manifest) -> bool {
    new.iter().filter(|(path, _)| path.split().1 == revision::END).any(|(path, artifact)| {
        let sha256 = Entry::new(path.clone(), artifact, None).sha256;
        last.get(path).is_some_and(|old| old.sha256 != sha256)
    })
}

/// The names of the hosts to render: these, or all.
fn chosen<'c>(cluster: &'c Cluster, names: &[String]) -> Result<HashSet<&'c HostName>, Error> {
    let all = || cluster.hosts.iter().map(|host| &host.name);
    if let Some(name) = names.iter().find(|name| !all().any(|host| host.as_str() == *name)) {
        return Err(Error::refused(format!("there is no host `{name}`"), "Name a host of the inventory."));
    }
    let names: HashSet<_> = names.iter().map(String::as_str).collect();
    Ok(all().filter(|host| names.is_empty() || names.contains(host.as_str())).collect())
}

fn listed(host: &Host) -> manifest::Host {
    manifest::Host { name: host.name.to_string(), address: host.address }
}
