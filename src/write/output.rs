//! One render into an output folder, from its opening to its commit.

use std::{
    io,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    COMMIT, STAGING, commit,
    root::Root,
    staging::{Place, Staging},
};
use crate::{
    diagnostics::error::Error,
    model::{
        artifact::{Artifact, Tree},
        manifest::{self, Entry, Manifest},
    },
    values::net::HostName,
};

/// An output folder during a render. Dropping it before [`Output::commit`] leaves the folder unchanged.
pub struct Output {
    root: Root,
    staging: Staging,
    old: Manifest,
    hosts: Vec<manifest::Host>,
    revision: Option<manifest::Revision>,
    files: Mutex<Vec<Entry>>,
    written: AtomicUsize,
    committed: bool,
}

/// The result of a render.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The number of new and changed files.
    pub written: usize,
    /// The number of unchanged files.
    pub unchanged: usize,
    /// The number of removed files.
    pub removed: usize,
}

impl Output {
    /// Opens or creates an output folder. Completes or discards the work of an interrupted render.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let mut root = Root::make(folder)?;
        let prepared = root.lock().and_then(|()| prepare(&root));
        let (old, staging) = prepared.inspect_err(|_| root.unmake())?;
        let (files, written) = (Mutex::default(), AtomicUsize::new(0));
        Ok(Self { root, staging, old, hosts: Vec::new(), revision: None, files, written, committed: false })
    }

    /// The same, with these hosts in its manifest.
    #[must_use]
    pub fn with_hosts(mut self, hosts: Vec<manifest::Host>) -> Self {
        self.hosts = hosts;
        self
    }

    /// The same, with this revision in its manifest.
    #[must_use]
    pub fn with_revision(mut self, revision: manifest::Revision) -> Self {
        self.revision = Some(revision);
        self
    }

    /// The manifest of the last render.
    pub fn last(&self) -> &Manifest {
        &self.old
    }

    /// Stages the files of one host, or of the whole cluster. Several threads may call it at the same time.
    ///
    /// # Panics
    /// If a path belongs to swarmgen, such as `manifest.json`.
    pub fn stage(&self, host: Option<&HostName>, tree: Tree) -> Result<(), Error> {
        let host: Option<Arc<str>> = host.map(|host| host.as_str().into());
        let mut files = Vec::new();
        let mut last: Option<Place> = None;
        for (path, artifact) in tree {
            assert!(!manifest::is_reserved(path.as_str()), "{path} is swarmgen's own");
            let mut place = match last.take().filter(|place| place.holds(&path)) {
                Some(same) => same,
                None => Place::of(&self.root, &path)?,
            };
            let entry = Entry::new(path, &artifact, host.clone());
            self.stage_file(&mut place, &entry, &artifact)?;
            last = Some(place);
            files.push(entry);
        }
        self.files.lock().unwrap_or_else(PoisonError::into_inner).append(&mut files);
        Ok(())
    }

    fn stage_file(&self, place: &mut Place, entry: &Entry, artifact: &Artifact) -> Result<(), Error> {
        let path = entry.path.as_str();
        match place.compare(&self.root, entry, &artifact.bytes)? {
            Some(true) => return Ok(()),
            Some(false) if self.old.get(&entry.path).is_none() => return Err(self.root.foreign(path)),
            Some(false) | None => {}
        }
        self.written.fetch_add(1, Ordering::Relaxed);
        self.staging.write(place, entry.path.split().1, artifact).map_err(self.root.system("writing", path))
    }

    /// Commits the staged files. Of the other files in the old manifest, keeps those that `kept` selects; a render of
    /// all hosts keeps none.
    pub fn commit(mut self, keep: impl Fn(&Entry) -> bool) -> Result<Summary, Error> {
        let new = self.manifest(keep);
        let (written, removed) = (*self.written.get_mut(), self.old.without(&new).count());
        let summary = Summary { written, unchanged: new.files().len() - written, removed };
        if written + removed == 0 && self.is_current(&new)? {
            return Ok(summary);
        }
        self.old.without(&new).try_for_each(|entry| commit::may_remove(&self.root, &entry.path))?;
        self.seal(&new)?;
        commit::roll_forward(&self.root, &self.old, &new)?;
        Ok(summary)
    }

    fn manifest(&mut self, keep: impl Fn(&Entry) -> bool) -> Manifest {
        let files = std::mem::take(self.files.get_mut().unwrap_or_else(PoisonError::into_inner));
        let mut staged = Manifest::new(files);
        staged.hosts = std::mem::take(&mut self.hosts);
        staged.revision = self.revision.take();
        let kept: Vec<_> = self.old.without(&staged).filter(|entry| keep(entry)).cloned().collect();
        if kept.is_empty() { staged } else { staged.with(kept) }
    }

    /// Whether the manifest on disk is the new one, byte for byte.
    fn is_current(&self, new: &Manifest) -> Result<bool, Error> {
        if self.old != *new {
            return Ok(false);
        }
        let mut json = Vec::new();
        let same = new.write(&mut json).and_then(|()| self.root.folder.read(manifest::FILE_NAME));
        let found = same.map_err(self.root.system("reading", manifest::FILE_NAME))?;
        Ok(found.is_some_and(|(bytes, stat)| bytes == json && stat.st_mode & 0o7777 == manifest::MODE))
    }

    /// Completes the staging folder and renames it to the commit folder.
    fn seal(&mut self, new: &Manifest) -> Result<(), Error> {
        let written = self.staging.write_manifest(new);
        written.map_err(self.root.system("writing", manifest::FILE_NAME))?;
        let renamed = self.root.folder.move_to(STAGING, &self.root.folder, COMMIT);
        if !renamed.map_err(self.root.system("making the folder", COMMIT))? {
            return Err(self.root.system("making the folder", COMMIT)(io::ErrorKind::AlreadyExists));
        }
        self.committed = true;
        Ok(())
    }
}

fn prepare(root: &Root) -> Result<(Manifest, Staging), Error> {
    commit::recover(root)?;
    root.sweep(STAGING)?;
    let old = root.manifest(&root.folder, "")?.unwrap_or_default();
    Ok((old, Staging::make(root)?))
}

impl Drop for Output {
    fn drop(&mut self) {
        if !self.committed {
            // If this fails, the sweep of the next render fails too and reports the reason.
            let _ = self.root.sweep(STAGING);
            self.root.unmake();
        }
    }
}
