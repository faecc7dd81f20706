//! The staging folder: it holds all changes of a render before the render touches the old output.

use std::{
    io::{self, BufWriter, Read, Write},
    os::fd::AsFd,
};

use rustix::fs::{self, Mode};

use super::{
    FOLDER_MODE, STAGING,
    handle::{self, Handle},
    root::Root,
};
use crate::{
    diagnostics::error::Error,
    model::{
        artifact::{Artifact, RelPath},
        manifest::{self, Entry, Manifest},
    },
};

/// The staging folder.
pub(super) struct Staging {
    folder: Handle,
    /// Its file system: a rename works only within one.
    device: u64,
    /// Whether the umask, or a default ACL of the folder, removes permissions that the output requires.
    masked: bool,
}

/// The folder for the next file of a host.
pub(super) struct Place {
    /// Its path, without a slash at the end.
    path: String,
    /// The folder in the output, or its innermost parent that exists.
    old: Handle,
    /// Whether it exists.
    exists: bool,
    /// Its counterpart in the staging folder, which the first staged file creates.
    new: Option<Handle>,
}

impl Place {
    /// Finds the folder of `path`.
    pub(super) fn of(root: &Root, path: &RelPath) -> Result<Self, Error> {
        let (old, exists) = root.folder_of(path)?;
        Ok(Self { path: folder_path(path).to_owned(), old, exists, new: None })
    }

    /// Whether this is the folder of `path`.
    pub(super) fn holds(&self, path: &RelPath) -> bool {
        self.path == folder_path(path)
    }

    /// Compares a file with the wanted content; `None` if there is no file.
    pub(super) fn compare(&self, root: &Root, entry: &Entry, wanted: &[u8]) -> Result<Option<bool>, Error> {
        let name = entry.path.split().1;
        let same = if self.exists { same(&self.old, name, entry, wanted) } else { Ok(None) };
        same.map_err(|refusal| root.in_the_way(&self.old, name, entry.path.as_str(), "file", refusal))
    }
}

fn folder_path(path: &RelPath) -> &str {
    path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn same(folder: &Handle, name: &str, entry: &Entry, wanted: &[u8]) -> io::Result<Option<bool>> {
    let Some(mut file) = folder.file(name)? else { return Ok(None) };
    let stat = fs::fstat(&file)?;
    if !handle::is_file(&stat) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    // Rewrite a file with the right content and the wrong permissions as well: this fixes them without a moment at
    // which a secret is readable.
    if stat.st_mode & 0o7777 != entry.mode || u64::try_from(stat.st_size) != Ok(entry.size) {
        return Ok(Some(false));
    }
    let mut found = Vec::with_capacity(wanted.len() + 1);
    file.read_to_end(&mut found)?;
    Ok(Some(found == wanted))
}

impl Staging {
    /// Makes the staging folder.
    pub(super) fn make(root: &Root) -> Result<Self, Error> {
        let make = || {
            let folder = root.folder.make_folder(STAGING)?;
            let stat = fs::fstat(&folder)?;
            let masked = stat.st_mode & 0o777 != FOLDER_MODE;
            Ok::<_, io::Error>(Self { folder, device: stat.st_dev, masked })
        };
        make().map_err(root.system("making the folder", STAGING))
    }

    /// Writes a file for `place`.
    pub(super) fn write(&self, place: &mut Place, name: &str, artifact: &Artifact) -> io::Result<()> {
        let folder = match place.new.take() {
            Some(folder) => folder,
            None => self.twin(place)?,
        };
        let mut file = folder.make_file(name, artifact.mode())?;
        self.unmask(&file, artifact.mode())?;
        file.write_all(&artifact.bytes)?;
        place.new = Some(folder);
        Ok(())
    }

    /// Makes the staging folder for `place`, after checking that its files can move there.
    fn twin(&self, place: &Place) -> io::Result<Handle> {
        place.old.may_change()?;
        if fs::fstat(&place.old)?.st_dev != self.device {
            return Err(io::ErrorKind::CrossesDevices.into());
        }
        let mut folder = self.folder.again()?;
        for name in place.path.split('/').filter(|name| !name.is_empty()) {
            folder = folder.make_folder(name)?;
            self.unmask(&folder, FOLDER_MODE)?;
        }
        Ok(folder)
    }

    /// Restores the permissions that the umask removed.
    fn unmask(&self, file: impl AsFd, mode: u32) -> io::Result<()> {
        if self.masked {
            fs::fchmod(file, Mode::from_raw_mode(mode))?;
        }
        Ok(())
    }

    /// Writes the manifest.
    pub(super) fn write_manifest(&self, manifest: &Manifest) -> io::Result<()> {
        let file = self.folder.make_file(manifest::FILE_NAME, manifest::MODE)?;
        self.unmask(&file, manifest::MODE)?;
        let mut buffered = BufWriter::new(file);
        manifest.write(&mut buffered)?;
        buffered.flush()
    }
}
