//! Errors of the environment: files, folders, disks. A [`crate::diagnostics::Diagnostic`] describes a problem of an
//! inventory instead.

use std::{error, fmt, io};

/// Why a file or folder could not be read or written. It ends the run with exit status 2.
#[derive(Debug)]
pub enum Error {
    /// A system call failed.
    System {
        /// The operation, such as ``writing `out/manifest.json` ``.
        doing: String,
        /// The system's reason.
        source: io::Error,
    },
    /// A precondition does not hold.
    Refused {
        /// The problem.
        found: String,
        /// How to fix it, as an imperative sentence.
        help: String,
    },
}

impl Error {
    /// Converts the error of a system call, for `map_err`: ``Error::system("reading", "`inventory.toml`")``.
    pub fn system<E: Into<io::Error>>(verb: &str, what: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |source| Self::System { doing: format!("{verb} {what}"), source: source.into() }
    }

    /// An error about a problem, with its help text.
    pub fn refused(found: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Refused { found: found.into(), help: help.into() }
    }

    /// How to fix it, as an imperative sentence.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::Refused { help, .. } => Some(help),
            Self::System { source, .. } => system_help(source.kind()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { found, .. } => f.write_str(found),
            Self::System { doing, source } => write!(f, "{doing}: {}", reason(source)),
        }
    }
}

impl error::Error for Error {}

/// The message of the system, without the capital letter and the number that the standard library adds.
pub fn reason(source: &io::Error) -> String {
    let text = source.to_string();
    let words = text.split(" (os error ").next().unwrap_or_default();
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn system_help(kind: io::ErrorKind) -> Option<&'static str> {
    Some(match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "Free some space, or choose a folder on another disk."
        }
        io::ErrorKind::PermissionDenied => "Check its owner and permissions, and those of its folder.",
        io::ErrorKind::ReadOnlyFilesystem => "Choose a writable folder.",
        io::ErrorKind::CrossesDevices => "Choose an output folder that is on a single file system.",
        io::ErrorKind::AlreadyExists => "Choose another folder: the name is already in use.",
        io::ErrorKind::NotADirectory => "Check the path: a file is in the place of a folder.",
        io::ErrorKind::IsADirectory => "Name the inventory's file, not a folder.",
        io::ErrorKind::NotFound => "Check the spelling of the path.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::Error;

    #[test]
    fn the_systems_words_fit_into_the_line() {
        let full = Error::system("writing", "`out/manifest.json`")(io::Error::from_raw_os_error(28));
        assert_eq!(full.to_string(), "writing `out/manifest.json`: no space left on device");
        assert_eq!(full.help(), Some("Free some space, or choose a folder on another disk."));
    }
}
