//! What an inventory refers to and does not hold: the values of its secrets, and the files of its stacks.

use std::collections::BTreeMap;

use crate::values::secret::{Secret, SecretRef};

/// What was read for an inventory. What is missing has been reported by who read it.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// The values of the secrets.
    pub secrets: BTreeMap<SecretRef, Secret>,
    /// The texts of files, by their path as the inventory writes it.
    pub files: BTreeMap<String, String>,
}
