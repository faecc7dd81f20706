//! From the staging folder to the output. Every step can be repeated, so repeating all of them completes an interrupted
//! commit.

use std::io;

use super::{COMMIT, handle::Handle, root::Root};
use crate::{
    diagnostics::error::Error,
    model::{
        artifact::RelPath,
        manifest::{FILE_NAME, Manifest},
    },
};

/// Completes the commit of a render that was killed during it, if there is one.
pub(super) fn recover(root: &Root) -> Result<(), Error> {
    let Some(commit) = open(root)? else { return Ok(()) };
    match root.manifest(&commit, &format!("{COMMIT}/"))? {
        Some(new) => roll_forward(root, &root.manifest(&root.folder, "")?.unwrap_or_default(), &new),
        // The manifest moves last, so only the folder remains to be removed.
        None => root.sweep(COMMIT),
    }
}

/// Moves every file in the commit folder to its place and removes the files that only the old manifest lists. Moves the
/// new manifest last: until then, the old one lists swarmgen's files.
pub(super) fn roll_forward(root: &Root, old: &Manifest, new: &Manifest) -> Result<(), Error> {
    let Some(commit) = open(root)? else { return Ok(()) };
    move_all(root, old, &commit, &root.folder, "")?;
    old.without(new).try_for_each(|entry| remove(root, &entry.path))?;
    commit.replace(FILE_NAME, &root.folder).map_err(root.system("replacing", FILE_NAME))?;
    root.folder.remove_if_empty(COMMIT).map(drop).map_err(root.system("removing", COMMIT))
}

/// Fails if [`roll_forward`] could not remove a file.
pub(super) fn may_remove(root: &Root, path: &RelPath) -> Result<(), Error> {
    match ours(root, path)? {
        Some(folder) => folder.may_change().map_err(root.system("removing", path.as_str())),
        None => Ok(()),
    }
}

fn open(root: &Root) -> Result<Option<Handle>, Error> {
    root.folder.folder(COMMIT).map_err(|refusal| root.in_the_way(&root.folder, COMMIT, COMMIT, "folder", refusal))
}

/// Moves all files except the manifest. A folder that is new in the output moves in one step, with its content.
fn move_all(root: &Root, old: &Manifest, from: &Handle, into: &Handle, above: &str) -> Result<(), Error> {
    for (name, is_folder) in from.names().map_err(root.system("reading", COMMIT))? {
        let path = format!("{above}{name}");
        if path == FILE_NAME {
            continue;
        }
        let replaces = !is_folder && lists(old, &path);
        let moved = if replaces { from.replace(&name, into).map(|()| true) } else { from.move_to(&name, into, &name) };
        if moved.map_err(root.system("replacing", &path))? {
            continue;
        }
        if !is_folder {
            return Err(root.foreign(&path));
        }
        let inner = |folder: &Handle| match folder.folder(&name) {
            Ok(inner) => inner.ok_or_else(|| root.system("opening", &path)(io::ErrorKind::NotFound)),
            Err(refusal) => Err(root.in_the_way(folder, &name, &path, "folder", refusal)),
        };
        move_all(root, old, &inner(from)?, &inner(into)?, &format!("{path}/"))?;
        from.remove_if_empty(&name).map_err(root.system("removing", COMMIT))?;
    }
    Ok(())
}

fn lists(manifest: &Manifest, path: &str) -> bool {
    RelPath::new(path).is_some_and(|path| manifest.get(&path).is_some())
}

/// Removes a stale file, and the folders that become empty.
fn remove(root: &Root, path: &RelPath) -> Result<(), Error> {
    if let Some(folder) = ours(root, path)? {
        folder.remove_file(path.split().1).map_err(root.system("removing", path.as_str()))?;
    }
    let mut rest = path.as_str();
    while let Some((folder, _)) = rest.rsplit_once('/') {
        if !remove_if_empty(root, folder) {
            break;
        }
        rest = folder;
    }
    Ok(())
}

/// Whether the folder is gone. An empty folder that cannot be removed is not an error: it misleads no reader.
fn remove_if_empty(root: &Root, folder: &str) -> bool {
    let Some(path) = RelPath::new(folder) else { return false };
    match root.folder_of(&path) {
        Ok((above, true)) => {
            let gone = above.remove_if_empty(path.split().1);
            gone.unwrap_or_else(|refusal| refusal.kind() == io::ErrorKind::NotFound)
        }
        // The interrupted commit may have removed the parent as well, or only the parent may be left.
        Ok((_, false)) => true,
        Err(_) => false,
    }
}

/// The folder of a file in the old manifest, if the file exists. If its path now has another type of file, another
/// program created that, so it stays.
fn ours(root: &Root, path: &RelPath) -> Result<Option<Handle>, Error> {
    let (folder, complete) = match root.folder_of(path) {
        Err(Error::Refused { .. }) => return Ok(None),
        other => other?,
    };
    let found = folder.stat(path.split().1).map_err(root.system("reading", path.as_str()))?;
    Ok(found.filter(|stat| complete && super::handle::is_file(stat)).map(|_| folder))
}
