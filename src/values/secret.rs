//! Secrets: how the inventory refers to them, and their values once read.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The source of a secret: exactly one of these keys. swarmgen rejects a secret in clear text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretRef {
    /// The environment variable that holds the secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env: Option<String>,
    /// The file that holds the secret, relative to the inventory. swarmgen strips one trailing newline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// A program and its arguments that print the secret. swarmgen strips one trailing newline. The program must not
    /// ask for input. `[secrets]` limits its time and its output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<Vec<String>>,
}

/// The value of a secret. It cannot be printed or serialised by accident: [`Secret::expose`] is the only access.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps the value.
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// The value itself, for a file with mode 0600.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
