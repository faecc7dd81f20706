//! Failures of the world around: files, folders, disks. What is wrong with an inventory is a [`crate::diagnostics::Diagnostic`] instead.

use std::{error, fmt, io};

/// Why a file or folder could not be read or written. It ends the run with exit status 2.
#[derive(Debug)]
pub enum Error {
    /// The system refused.
    System {
        /// What was being done, such as ``writing `out/manifest.json` ``.
        doing: String,
        /// The system's reason.
        source: io::Error,
    },
    /// Something is not as it has to be.
    Refused {
        /// What was found.
        found: String,
        /// The cure, as an imperative sentence.
        help: String,
    },
}

impl Error {
    /// Turns the system's refusal into an error, for `map_err`: ``Error::system("reading", "`inventory.toml`")``.
    pub fn system<E: Into<io::Error>>(verb: &str, what: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |source| Self::System { doing: format!("{verb} {what}"), source: source.into() }
    }

    /// An error about what was found, with the cure.
    pub fn refused(found: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Refused { found: found.into(), help: help.into() }
    }

    /// The cure, as an imperative sentence.
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

/// The system's own words, without the capital and the number that the standard library puts round them.
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
        io::ErrorKind::PermissionDenied => {
            "Look at its owner and permissions, and at those of the folder that it is in."
        }
        io::ErrorKind::ReadOnlyFilesystem => "Choose a folder that can be written to.",
        io::ErrorKind::CrossesDevices => "Let the whole output folder lie on one file system.",
        io::ErrorKind::AlreadyExists => "Choose another folder: something else is in the way.",
        io::ErrorKind::NotADirectory => "Check the path: a file is where a folder has to be.",
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
