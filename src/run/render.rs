//! The `render` subcommand.

use rayon::prelude::*;

use super::{Outcome, compile, terminal};
use crate::{
    cli,
    diagnostics::error::Error,
    emit::{emit, emit_cluster},
    exchange::revision,
    model::{
        artifact::Tree,
        cluster::{Cluster, Host},
        manifest::{self, Entry, Manifest},
    },
    planner::Planner,
    write::{Output, Summary},
};

/// Renders every host and writes it as soon as it is done; nothing is in its place before all are.
pub(super) fn render(arguments: &cli::Render) -> Result<Outcome, Error> {
    let Some(cluster) = compile::cluster(&arguments.inventory, &arguments.findings, terminal::print)? else {
        return Ok(Outcome::Findings);
    };
    let hosts = chosen(&cluster, &arguments.hosts)?;
    let planner = Planner::new(&cluster);
    let output = Output::open(&arguments.output)?.with_hosts(cluster.hosts.iter().map(listed).collect());
    let cluster_wide = emit_cluster(planner.cluster());
    let same_revision = replaces_revision(&cluster_wide, output.last());
    output.stage(None, cluster_wide)?;
    let progress = terminal::Progress::new(hosts.len());
    hosts.par_iter().try_for_each(|host| {
        progress.advance();
        output.stage(Some(&host.name), emit(&planner.plan(host)))
    })?;
    progress.finish();
    let kept =
        |entry: &Entry| entry.host.as_ref().is_some_and(|host| !arguments.hosts.is_empty() && !named(host, &hosts));
    let summary = output.commit(kept)?;
    let Summary { written, unchanged, removed } = summary;
    let hosts = hosts.len();
    terminal::tell(format_args!("{hosts} hosts: {written} files written, {unchanged} unchanged, {removed} removed\n"));
    if same_revision {
        let revision = cluster.revision;
        terminal::tell(format_args!(
            "note: roles, labels, daemon.json or stacks have changed, and `cluster.revision` is still {revision}: hosts that run follow \
             a higher one only\n"
        ));
    }
    Ok(Outcome::Done)
}

/// Whether the share's folder of a revision becomes another one: its `end` has the sums of all that is in it.
fn replaces_revision(new: &Tree, last: &Manifest) -> bool {
    new.iter().filter(|(path, _)| path.split().1 == revision::END).any(|(path, artifact)| {
        let sha256 = Entry::new(path.clone(), artifact, None).sha256;
        last.get(path).is_some_and(|old| old.sha256 != sha256)
    })
}

/// The hosts of these names, each once, or all.
fn chosen<'c>(cluster: &'c Cluster, names: &[String]) -> Result<Vec<&'c Host>, Error> {
    let all: Vec<_> = cluster.hosts.iter().collect();
    if let Some(name) = names.iter().find(|name| !named(name, &all)) {
        return Err(Error::refused(format!("there is no host `{name}`"), "Name a host of the inventory."));
    }
    let wanted = |host: &&Host| names.is_empty() || names.iter().any(|name| host.name.as_str() == name);
    Ok(all.into_iter().filter(wanted).collect())
}

fn listed(host: &Host) -> manifest::Host {
    manifest::Host { name: host.name.to_string(), address: host.address }
}

fn named(name: &str, hosts: &[&Host]) -> bool {
    hosts.iter().any(|host| host.name.as_str() == name)
}
