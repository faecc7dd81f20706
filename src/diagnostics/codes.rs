//! The codes that [`crate::parse`], [`crate::resolve`] and [`crate::run`] report. Each check in [`crate::check`] states its own.

use super::diagnostic::{Code, code};

/// Declares a constant for each code, and the list of all.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $severity:ident;)+) => {
        $($(#[doc = $doc])+ pub(crate) const $name: Code = code!($code, $severity);)+

        /// All of them.
        pub(crate) const ALL: &[Code] = &[$($name,)+];
    };
}

codes! {
    /// A control character in a text.
    CONTROL_CHARACTER = "control-character", Error;
    /// One key twice in a table.
    DUPLICATE_KEY = "duplicate-key", Error;
    /// Groups that list each other.
    GROUP_CYCLE = "group-cycle", Error;
    /// A length of time that Docker would refuse.
    INVALID_DURATION = "invalid-duration", Error;
    /// An address pool that is not an IPv4 network.
    INVALID_POOL = "invalid-pool", Error;
    /// A value without the syntax that its key requires.
    INVALID_VALUE = "invalid-value", Error;
    /// A required key is missing.
    MISSING_KEY = "missing-key", Error;
    /// An inventory without hosts.
    NO_HOSTS = "no-hosts", Error;
    /// A byte that is not UTF-8.
    NOT_UTF8 = "not-utf8", Error;
    /// A number outside its range.
    OUT_OF_RANGE = "out-of-range", Error;
    /// A secret in clear text.
    PLAIN_SECRET = "plain-secret", Error;
    /// Changes for running hosts without a higher revision.
    REVISION_NOT_RAISED = "revision-not-raised", Warning;
    /// A secret reference with several sources, or without one.
    SECRET_REFERENCE = "secret-reference", Error;
    /// A secret that cannot be read.
    SECRET_UNAVAILABLE = "secret-unavailable", Error;
    /// A file of a stack that cannot be read.
    STACK_FILE_UNAVAILABLE = "stack-file-unavailable", Error;
    /// Text that is not TOML.
    TOML_SYNTAX = "toml-syntax", Error;
    /// A file too large for an inventory.
    TOO_LARGE = "too-large", Error;
    /// A reference to an undefined group.
    UNDEFINED_GROUP = "undefined-group", Error;
    /// A key that swarmgen does not have.
    UNKNOWN_KEY = "unknown-key", Error;
    /// A group that no host lists.
    UNUSED_GROUP = "unused-group", Warning;
    /// A configuration larger than its platform accepts.
    USER_DATA_TOO_LARGE = "user-data-too-large", Error;
    /// A value of the wrong type.
    WRONG_TYPE = "wrong-type", Error;
}
