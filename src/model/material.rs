//! The data that an inventory refers to: the values of its secrets, and the files of its stacks.

use std::{collections::BTreeMap, time::Duration};

use crate::values::secret::{Secret, SecretRef};

/// The data of an inventory. Its reader has reported missing data already.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// The values of the secrets.
    pub secrets: BTreeMap<SecretRef, Secret>,
    /// The texts of files, by their paths in the inventory.
    pub files: BTreeMap<String, String>,
}

/// The limits for reading secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretLimits {
    /// The time that a command may take.
    pub timeout: Duration,
    /// The size of the largest secret, in bytes.
    pub size: u64,
}

impl Default for SecretLimits {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), size: 1 << 20 }
    }
}
