//! The output folder as it is, to compare with.

use std::path::Path;

use super::{COMMIT, commit, root::Root};
use crate::{
    diagnostics::error::Error,
    model::{
        artifact::{Present, RelPath},
        manifest::{Entry, Manifest},
    },
};

/// What an output folder holds. There may be no such folder yet; then it holds nothing.
pub struct Existing {
    root: Option<Root>,
    manifest: Manifest,
}

impl Existing {
    /// Opens a folder, and finishes a render that was killed while it committed.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let Some(mut root) = Root::open(folder)? else { return Ok(Self { root: None, manifest: Manifest::default() }) };
        if root.has(COMMIT)? {
            root.lock()?;
            commit::recover(&root)?;
            root.unlock();
        }
        let manifest = root.manifest(&root.folder, "")?.unwrap_or_default();
        Ok(Self { root: Some(root), manifest })
    }

    /// What the last render wrote.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Reads a file, edited since the last render or not; `None` when there is none.
    pub fn read(&self, path: &RelPath) -> Result<Option<Present>, Error> {
        let Some(root) = &self.root else { return Ok(None) };
        let mut present = root.read(path)?;
        if let (Some(present), Some(true)) = (&mut present, self.manifest.get(path).map(Entry::secret)) {
            present.secret = true;
        }
        Ok(present)
    }
}
