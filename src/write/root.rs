//! The output folder itself: opens or creates it, locks it, and answers questions by relative path.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use rustix::fs::FileType;

use super::handle::{self, Handle};
use crate::{
    diagnostics::error::Error,
    model::{
        artifact::{Present, RelPath},
        manifest::{self, Manifest},
    },
};

const HELP: &str = "Move it away, or choose another output folder.";

/// The output folder.
pub(super) struct Root {
    /// Its handle.
    pub(super) folder: Handle,
    path: PathBuf,
    /// The parents that swarmgen created for it, the innermost first.
    made: Vec<PathBuf>,
    /// Locks out other renders while it is open. The lock is on the folder itself, so no lock file remains.
    lock: Option<File>,
}

impl Root {
    /// Opens the folder; `None` if it does not exist.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, Error> {
        match Handle::open(path) {
            Ok(folder) => Ok(Some(Self { folder, path: path.to_owned(), made: Vec::new(), lock: None })),
            Err(refusal) if refusal.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(refusal) => Err(Error::system("opening", shown(path))(refusal)),
        }
    }

    /// Opens the folder, and creates it and its parents if they are missing.
    pub(super) fn make(path: &Path) -> Result<Self, Error> {
        // `a/b/` has no parent `a/b`; and the empty path above `a` is the current folder, which exists.
        let missing = |folder: &&Path| !folder.as_os_str().is_empty() && fs::symlink_metadata(folder).is_err();
        let made: Vec<_> = path.ancestors().take_while(missing).map(Path::to_owned).collect();
        fs::create_dir_all(path).map_err(Error::system("making the folder", shown(path)))?;
        let mut root =
            Self::open(path)?.ok_or_else(|| Error::system("opening", shown(path))(io::ErrorKind::NotFound))?;
        root.made = made;
        Ok(root)
    }

    /// Locks out other renders until this one is dropped.
    pub(super) fn lock(&mut self) -> Result<(), Error> {
        let file = self.folder.again().map(File::from);
        let file = file.map_err(Error::system("opening", shown(&self.path)))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                let found = format!("another render is writing to {}", shown(&self.path));
                return Err(Error::refused(found, "Wait until it has finished."));
            }
            // NFS cannot lock a folder. Render without the lock: the operator must avoid two renders at the same time.
            Ok(()) | Err(TryLockError::Error(_)) => self.lock = Some(file),
        }
        Ok(())
    }

    /// Releases the lock.
    pub(super) fn unlock(&mut self) {
        if let Some(lock) = self.lock.take() {
            // Closing is not enough: a child process of this program may still hold a copy of the handle.
            let _ = lock.unlock();
        }
    }

    /// Whether the folder contains this name.
    pub(super) fn has(&self, name: &str) -> Result<bool, Error> {
        Ok(self.folder.stat(name).map_err(self.system("reading", name))?.is_some())
    }

    /// Removes one of swarmgen's own folders, if it is there.
    pub(super) fn sweep(&self, name: &str) -> Result<(), Error> {
        self.folder.remove_tree(name).map_err(|refusal| self.in_the_way(&self.folder, name, name, "folder", refusal))
    }

    /// Removes the parents that swarmgen created, if they are empty.
    pub(super) fn unmake(&self) {
        for folder in &self.made {
            let _ = fs::remove_dir(folder);
        }
    }

    /// The full path of a file, in backticks.
    pub(super) fn shown(&self, path: &str) -> String {
        shown(&self.path.join(path))
    }

    /// An error of the system about a file.
    pub(super) fn system<E: Into<io::Error>>(&self, verb: &str, path: &str) -> impl FnOnce(E) -> Error {
        let shown = self.shown(path);
        move |refusal| Error::system(verb, shown)(refusal)
    }

    /// An error about a file in the way.
    pub(super) fn foreign(&self, path: &str) -> Error {
        let shown = self.shown(path);
        Error::refused(format!("{shown} is not a file of swarmgen, and differs from the file to write"), HELP)
    }

    /// An error about a name with an unexpected type; `refusal` if the type is unknown.
    pub(super) fn in_the_way(&self, above: &Handle, name: &str, path: &str, wanted: &str, refusal: io::Error) -> Error {
        let Ok(Some(stat)) = above.stat(name) else { return self.system("opening", path)(refusal) };
        let found = match handle::file_type(&stat) {
            FileType::Symlink => "a symlink",
            FileType::Directory if wanted != "folder" => "a folder",
            FileType::RegularFile if wanted != "file" => "a file",
            FileType::Directory | FileType::RegularFile => return self.system("opening", path)(refusal),
            _ => "a device, pipe or socket",
        };
        Error::refused(format!("{} is {found}, but must be a {wanted}", self.shown(path)), HELP)
    }

    /// The innermost existing folder on the path of a file, and whether it is the file's own folder.
    pub(super) fn folder_of(&self, path: &RelPath) -> Result<(Handle, bool), Error> {
        let mut folder = self.folder.again().map_err(self.system("opening", ""))?;
        let mut length = 0;
        for name in path.split().0 {
            length += name.len();
            let so_far = &path.as_str()[..length];
            match folder.folder(name) {
                Ok(Some(inner)) => folder = inner,
                Ok(None) => return Ok((folder, false)),
                Err(refusal) => return Err(self.in_the_way(&folder, name, so_far, "folder", refusal)),
            }
            length += "/".len();
        }
        Ok((folder, true))
    }

    /// Reads a file; `None` if it does not exist.
    pub(super) fn read(&self, path: &RelPath) -> Result<Option<Present>, Error> {
        let (folder, complete) = self.folder_of(path)?;
        let name = path.split().1;
        let found = if complete { folder.read(name) } else { Ok(None) };
        let found = found.map_err(|refusal| self.in_the_way(&folder, name, path.as_str(), "file", refusal))?;
        Ok(found.map(|(bytes, stat)| {
            let mode = stat.st_mode & 0o777;
            Present { bytes, mode, secret: mode & 0o044 == 0 }
        }))
    }

    /// Reads the manifest in `folder`, which has the path `path`; `None` if it does not exist.
    pub(super) fn manifest(&self, folder: &Handle, path: &str) -> Result<Option<Manifest>, Error> {
        let path = format!("{path}{}", manifest::FILE_NAME);
        let found = folder.read(manifest::FILE_NAME);
        let found = found.map_err(|refusal| self.in_the_way(folder, manifest::FILE_NAME, &path, "file", refusal))?;
        let Some((json, _)) = found else { return Ok(None) };
        let not_ours = |why| format!("{} is damaged, or not a manifest of swarmgen: {why}", self.shown(&path));
        Manifest::parse(&json).map(Some).map_err(|why| Error::refused(not_ours(why), HELP))
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        self.unlock();
    }
}

fn shown(path: &Path) -> String {
    format!("`{}`", path.display())
}
