//! A read-only view of a folder. It follows no symlinks.

use std::{fs::File, io, path::Path};

use rustix::{fs, io::Errno};

use super::{handle, root::Root};
use crate::{
    diagnostics::error::Error,
    model::{
        artifact::RelPath,
        manifest::{FILE_NAME, Manifest},
    },
};

/// An open folder.
pub struct View {
    root: Root,
}

/// Distinguishes a manifest from the one with which a later render replaces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    inode: u64,
    changed: (i64, u64),
}

impl View {
    /// Opens a folder.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let missing = || Error::system("opening", format!("`{}`", folder.display()))(Errno::NOENT);
        Ok(Self { root: Root::open(folder)?.ok_or_else(missing)? })
    }

    /// The stamp of the manifest, if there is one.
    pub fn stamp(&self) -> Result<Option<Stamp>, Error> {
        let stat = self.root.folder.stat(FILE_NAME).map_err(self.root.system("reading", FILE_NAME))?;
        Ok(stat.map(|stat| Stamp { inode: stat.st_ino, changed: (stat.st_ctime, stat.st_ctime_nsec) }))
    }

    /// Reads the manifest, if there is one.
    pub fn manifest(&self) -> Result<Option<Manifest>, Error> {
        self.root.manifest(&self.root.folder, "")
    }

    /// Opens a regular file and returns its size; `None` if it does not exist.
    pub fn file(&self, path: &RelPath) -> Result<Option<(File, u64)>, Error> {
        let (folder, complete) = self.root.folder_of(path)?;
        let name = path.split().1;
        let refused = |refusal| self.root.in_the_way(&folder, name, path.as_str(), "file", refusal);
        let Some(file) = (if complete { folder.file(name).map_err(refused)? } else { None }) else { return Ok(None) };
        let stat = fs::fstat(&file).map_err(self.root.system("reading", path.as_str()))?;
        if !handle::is_file(&stat) {
            return Err(refused(io::ErrorKind::IsADirectory.into()));
        }
        Ok(Some((file, u64::try_from(stat.st_size).unwrap_or_default())))
    }
}
