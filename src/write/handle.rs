//! Handles of folders. Every step below the output folder goes from a handle to a plain name in it, and follows no
//! symlink. So a concurrent move or link cannot lead out of the output folder.

use std::{
    fs::File,
    io::{self, Read},
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    path::Path,
};

use rustix::{
    fs::{self, Access, AtFlags, Dir, FileType, Mode, OFlags, RenameFlags, Stat},
    io::Errno,
};

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// An open folder.
pub(super) struct Handle(OwnedFd);

impl AsFd for Handle {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl From<Handle> for File {
    fn from(folder: Handle) -> Self {
        folder.0.into()
    }
}

impl Handle {
    /// Opens a folder by its path. Only this function follows symlinks.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(fs::open(path, FOLDER, Mode::empty())?))
    }

    /// Opens the folder again, for an independent handle.
    pub(super) fn again(&self) -> io::Result<Self> {
        Ok(Self(fs::openat(&self.0, ".", FOLDER, Mode::empty())?))
    }

    /// Opens a folder in this one; `None` if the name does not exist.
    pub(super) fn folder(&self, name: &str) -> io::Result<Option<Self>> {
        Ok(absent(fs::openat(&self.0, name, FOLDER | OFlags::NOFOLLOW, Mode::empty()))?.map(Self))
    }

    /// Makes a folder in this one. An existing folder is fine: another thread may have been faster.
    pub(super) fn make_folder(&self, name: &str) -> io::Result<Self> {
        match fs::mkdirat(&self.0, name, Mode::from_raw_mode(super::FOLDER_MODE)) {
            Ok(()) | Err(Errno::EXIST) => self.folder(name)?.ok_or_else(|| Errno::NOENT.into()),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// Makes a new file in this folder. From the start, it has at most the permissions of `mode`.
    pub(super) fn make_file(&self, name: &str, mode: u32) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(fs::openat(&self.0, name, flags, Mode::from_raw_mode(mode))?.into())
    }

    /// Opens a file for reading; `None` if the name does not exist. It opens other types of files as well, and does not
    /// wait for the other end of a pipe: check the type before reading.
    pub(super) fn file(&self, name: &str) -> io::Result<Option<File>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        Ok(absent(fs::openat(&self.0, name, flags, Mode::empty()))?.map(File::from))
    }

    /// Reads a regular file; `None` if the name does not exist.
    pub(super) fn read(&self, name: &str) -> io::Result<Option<(Vec<u8>, Stat)>> {
        let Some(mut file) = self.file(name)? else { return Ok(None) };
        let stat = fs::fstat(&file)?;
        if !is_file(&stat) {
            return Err(Errno::ISDIR.into());
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Some((bytes, stat)))
    }

    /// The metadata of a name, without following a symlink; `None` if the name does not exist.
    pub(super) fn stat(&self, name: &str) -> io::Result<Option<Stat>> {
        absent(fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW))
    }

    /// Fails if this process cannot create or remove names in this folder.
    pub(super) fn may_change(&self) -> io::Result<()> {
        Ok(fs::accessat(&self.0, ".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS)?)
    }

    /// Moves a file, and replaces an existing one.
    pub(super) fn replace(&self, name: &str, into: &Self) -> io::Result<()> {
        Ok(fs::renameat(&self.0, name, &into.0, name)?)
    }

    /// Moves a file or folder to an unused name; `false` if the name exists.
    pub(super) fn move_to(&self, name: &str, into: &Self, new_name: &str) -> io::Result<bool> {
        let moved = match fs::renameat_with(&self.0, name, &into.0, new_name, RenameFlags::NOREPLACE) {
            // Some network file systems do not support this in one step.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) if into.stat(new_name)?.is_none() => {
                fs::renameat(&self.0, name, &into.0, new_name)
            }
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Err(Errno::EXIST),
            other => other,
        };
        match moved {
            Err(Errno::EXIST | Errno::NOTEMPTY) => Ok(false),
            other => Ok(other.map(|()| true)?),
        }
    }

    /// Removes a file.
    pub(super) fn remove_file(&self, name: &str) -> io::Result<()> {
        Ok(fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Removes a folder if it is empty; returns whether it is gone.
    pub(super) fn remove_if_empty(&self, name: &str) -> io::Result<bool> {
        match fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR) {
            Err(Errno::NOTEMPTY | Errno::EXIST) => Ok(false),
            other => Ok(other.map(|()| true)?),
        }
    }

    /// Removes a folder with its content, if it exists.
    pub(super) fn remove_tree(&self, name: &str) -> io::Result<()> {
        let Some(folder) = self.folder(name)? else { return Ok(()) };
        for (inner, is_folder) in folder.names()? {
            if is_folder { folder.remove_tree(&inner)? } else { folder.remove_file(&inner)? }
        }
        self.remove_if_empty(name).map(drop)
    }

    /// The names in the folder, each with whether it is a folder.
    pub(super) fn names(&self) -> io::Result<Vec<(String, bool)>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = entry.file_name().to_str().map_err(|_| Errno::ILSEQ)?;
            if name == "." || name == ".." {
                continue;
            }
            let is_folder = match entry.file_type() {
                FileType::Unknown => self.stat(name)?.is_some_and(|stat| file_type(&stat) == FileType::Directory),
                known => known == FileType::Directory,
            };
            names.push((name.to_owned(), is_folder));
        }
        Ok(names)
    }
}

fn absent<T>(result: rustix::io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(Errno::NOENT) => Ok(None),
        other => Ok(Some(other?)),
    }
}

/// Whether this is a regular file.
pub(super) fn is_file(stat: &Stat) -> bool {
    file_type(stat) == FileType::RegularFile
}

/// The type, in words.
pub(super) fn file_type(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}
