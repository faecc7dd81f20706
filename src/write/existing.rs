//! The current output folder, for comparison.

use std::path::Path;

use super::{COMMIT, commit, root::Root};
use crate::{
    diagnostics::error::Error,
    model::{
        artifact::{Present, RelPath},
        manifest::{Entry, Manifest},
    },
};

/// The content of an output folder. A missing folder is empty.
pub struct Existing {
    root: Option<Root>,
    manifest: Manifest,
}

impl Existing {
    /// Opens a folder, and completes a render that was killed during its commit.
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

    /// The manifest of the last render.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Reads a file, with any edits since the last render; `None` if it does not exist.
    pub fn read(&self, path: &RelPath) -> Result<Option<Present>, Error> {
        let Some(root) = &self.root else { return Ok(None) };
        let mut present = root.read(path)?;
        if let (Some(present), Some(true)) = (&mut present, self.manifest.get(path).map(Entry::secret)) {
            present.secret = true;
        }
        Ok(present)
    }
}
