//! The data that an inventory refers to: the values of its secrets, and the files of its stacks.

use std::collections::BTreeMap;

use crate::values::secret::{Secret, SecretRef};

/// The data of an inventory. Its reader has reported missing data already.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// The values of the secrets.
    pub secrets: BTreeMap<SecretRef, Secret>,
    /// The texts of files, by their paths in the inventory.
    pub files: BTreeMap<String, String>,
}
