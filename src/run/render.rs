//! The `render` subcommand.

use std::collections::{HashMap, HashSet};

use super::{Outcome, compile, hosts, revision, terminal};
use crate::{
    cli,
    diagnostics::{Report, error::Error},
    emit::{deliver, emit_cluster},
    model::{
        cluster::{Cluster, Host},
        manifest::{self, Entry, Manifest},
    },
    planner::{Planner, own},
    values::{digest::Sha256Digest, net::HostName},
    write::{Output, Summary},
};

/// Renders every host and stages each as soon as it is ready. The output changes only when all hosts are ready.
pub(super) fn render(arguments: &cli::Render) -> Result<Outcome, Error> {
    let work = |cluster: &Cluster| stage(cluster, arguments);
    let staged = compile::with_cluster(&arguments.inventory, &arguments.findings, terminal::print, work)?;
    let Some(Staged { output, hosts }) = staged else { return Ok(Outcome::Findings) };
    let is_rendered = |host: &str| hosts.iter().any(|name| name.as_str() == host);
    let kept =
        |entry: &Entry| entry.host.as_ref().is_some_and(|host| !arguments.hosts.is_empty() && !is_rendered(host));
    let Summary { written, unchanged, removed } = output.commit(kept)?;
    let hosts = hosts.len();
    terminal::tell(format_args!("{hosts} hosts: {written} files written, {unchanged} unchanged, {removed} removed\n"));
    Ok(Outcome::Done)
}

/// A staged output: complete, but not committed.
struct Staged {
    output: Output,
    /// The hosts that were rendered.
    hosts: Vec<HostName>,
}

fn stage(cluster: &Cluster, arguments: &cli::Render) -> Result<(Staged, Report), Error> {
    let chosen = chosen(cluster, &arguments.hosts)?;
    let planner = Planner::new(cluster);
    let mut output = Output::open(&arguments.output)?;
    let cluster_wide = emit_cluster(planner.cluster());
    let not_raised = revision::not_raised(cluster, &cluster_wide, output.last());
    if let Some(revision) = revision::remembered(&cluster_wide, output.last()) {
        output = output.with_revision(revision);
    }
    output.stage(None, cluster_wide)?;
    let progress = terminal::Progress::new(chosen.len());
    let (rendered, mut report) = hosts::each(
        &planner,
        cluster,
        |host| chosen.contains(&host.name),
        |host, plan, document| {
            progress.advance();
            output.stage(Some(&host.name), deliver(plan, document))?;
            Ok((host.name.clone(), own(host, plan)))
        },
    )?;
    progress.finish();
    report.extend(not_raised);
    let hosts = rendered.iter().map(|(name, _)| name.clone()).collect();
    let listed = listed(cluster, &rendered.into_iter().collect(), output.last());
    Ok((Staged { output: output.with_hosts(listed), hosts }, report))
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

/// The hosts for the manifest. A host that this render leaves out stays as it was.
fn listed(cluster: &Cluster, rendered: &HashMap<HostName, Sha256Digest>, last: &Manifest) -> Vec<manifest::Host> {
    let before: HashMap<_, _> = last.hosts.iter().map(|host| (host.name.as_str(), host.own)).collect();
    let listed = |host: &Host| {
        let own = rendered.get(&host.name).copied().or_else(|| before.get(host.name.as_str()).copied().flatten());
        manifest::Host { name: host.name.to_string(), address: host.address, own }
    };
    cluster.hosts.iter().map(listed).collect()
}
