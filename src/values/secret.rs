//! Secrets: how the inventory refers to them, and their values once read.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a secret comes from; exactly one of the three. A secret is never written into the inventory itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretRef {
    /// The environment variable that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env: Option<String>,
    /// The file that holds it, relative to the inventory; one trailing newline is not part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The program and its arguments that print it; one trailing newline is not part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<Vec<String>>,
}

/// A secret's value. It cannot be printed or serialised by accident; [`Secret::expose`] is the one way to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps the value.
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// The value itself, for a file that is written 0600.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
