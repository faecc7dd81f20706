//! A mistake in `daemon.json`.

use crate::{os::Version, values::key_path::KeyPath};

/// The subject of a mistake. Each subject has a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check::engine) enum Subject {
    /// A key that no engine has.
    Unknown,
    /// A key that the engine of the host rejects.
    Refused,
    /// Something that an older engine rejects.
    TooNew,
    /// Something that a newer engine rejects.
    Removed,
    /// A value.
    Value,
    /// Two keys that do not go together.
    Conflict,
    /// An option of the log driver.
    LogOption,
    /// A log driver that does not exist.
    LogDriver,
    /// Something that the engine ignores.
    Ignored,
    /// Something that the host must have besides.
    Prerequisite,
}

/// The engines that reject something.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refused {
    /// Every engine.
    Always,
    /// Engines before this one.
    Before(Version),
    /// This engine and newer ones.
    Since(Version),
}

/// A mistake in `daemon.json`.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) subject: Subject,
    /// The path within `daemon.json`.
    pub(super) at: KeyPath,
    /// Whether the finding points at the key instead of its value.
    pub(super) is_key: bool,
    pub(super) refused: Refused,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: String,
    /// The consequence, if the engine does start.
    pub(super) consequence: Option<&'static str>,
}

impl Finding {
    /// A finding about a value of `daemon.json`, which every engine rejects.
    pub(super) fn at(subject: Subject, at: KeyPath, message: impl Into<String>, help: impl Into<String>) -> Self {
        let (message, help) = (message.into(), help.into());
        let label = String::new();
        Self { subject, at, is_key: false, refused: Refused::Always, message, label, help, consequence: None }
    }

    /// Points at the key.
    pub(super) fn key(mut self) -> Self {
        self.is_key = true;
        self
    }

    pub(super) fn refused(mut self, refused: Refused) -> Self {
        self.refused = refused;
        self
    }

    pub(super) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The engine starts, but this happens.
    pub(super) fn but(mut self, consequence: &'static str) -> Self {
        self.consequence = Some(consequence);
        self
    }

    /// The version that divides the engines.
    pub(super) fn border(&self) -> Version {
        match self.refused {
            Refused::Always => Version(0, 0),
            Refused::Before(version) | Refused::Since(version) => version,
        }
    }
}

/// The consequence of an option that the engine checks only for each container.
pub(super) const NO_CONTAINER: &str = "the engine starts, but every container fails";
/// The consequence of a key that the engine does not read.
pub(super) const NOTHING: &str = "the engine ignores it";
/// The consequence of a missing file, user, group or file system.
pub(super) const UNLESS_PRESENT: &str = "the engine fails to start if the host does not have it";
