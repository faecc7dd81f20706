//! Whether running hosts follow the changes of an inventory: they follow only a higher revision.

use crate::{
    diagnostics::{Diagnostic, codes},
    exchange::revision,
    model::{
        artifact::{RelPath, Tree},
        cluster::Cluster,
        manifest::{Entry, Manifest, Revision},
    },
    values::key_path::KeyPath,
};

/// The revision in the files of the cluster: the file `end` lists the checksums of all others.
fn of(files: &Tree) -> Option<Revision> {
    let (path, artifact) = files.iter().find(|(path, _)| path.split().1 == revision::END)?;
    Some(Revision { end: path.clone(), sha256: Entry::new(path.clone(), artifact, None).sha256 })
}

/// The revision that the next manifest remembers: a revision stays as its first render wrote it, and the highest one counts.
pub(super) fn remembered(files: &Tree, last: &Manifest) -> Option<Revision> {
    let new = of(files)?;
    match first(&new, last) {
        Some(first) if !is_higher(&new.end, &first.end) => Some(first),
        _ => Some(new),
    }
}

/// Whether a file of the revision differs from the last render. The share also has files that hosts read at their first boot only.
pub(super) fn is_new(files: &Tree, last: &Manifest) -> bool {
    of(files).is_some_and(|new| last.get(&new.end).is_none_or(|entry| entry.sha256 != new.sha256))
}

/// The finding about changes that running hosts do not follow.
pub(super) fn not_raised(cluster: &Cluster, files: &Tree, last: &Manifest) -> Option<Diagnostic> {
    let new = of(files)?;
    let first = first(&new, last)?;
    let (number, highest) = (cluster.revision, number(&first.end)?);
    if new == first || is_higher(&new.end, &first.end) {
        return None;
    }
    let message = if number < highest {
        format!("`cluster.revision` is {number}, but an earlier render had {highest}")
    } else {
        format!("hosts, roles, labels, daemon.json or stacks have changed, but `cluster.revision` is still {number}")
    };
    let help = format!("Set `cluster.revision` to {}: running hosts follow only a higher revision.", highest + 1);
    let note = "if no host has booted with these files yet, delete the output folder instead";
    Some(
        Diagnostic::at(codes::REVISION_NOT_RAISED, KeyPath::of(["cluster", "revision"]), message).note(note).help(help),
    )
}

/// The revision that the manifest remembers, if it is of the same cluster and generation.
fn first(new: &Revision, last: &Manifest) -> Option<Revision> {
    let listed = || last.get(&new.end).map(|entry| Revision { end: entry.path.clone(), sha256: entry.sha256 });
    let first = last.revision.clone().or_else(listed)?;
    (above(&first.end) == above(&new.end)).then_some(first)
}

fn is_higher(new: &RelPath, first: &RelPath) -> bool {
    number(new) > number(first)
}

/// The number in `…/inventory/NUMBER/end`.
fn number(end: &RelPath) -> Option<u32> {
    end.split().0.last().and_then(revision::number)
}

/// The folder of all revisions.
fn above(end: &RelPath) -> Option<&str> {
    Some(end.as_str().rsplit_once('/')?.0.rsplit_once('/')?.0)
}
