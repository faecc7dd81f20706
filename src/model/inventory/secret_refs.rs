//! Where an inventory refers to secrets.

use super::{HostTable, Inventory, TextOrSecret};
use crate::values::{key_path::KeyPath, secret::SecretRef};

impl Inventory {
    /// Every secret that it refers to, with its place.
    pub fn secret_refs(&self) -> Vec<(KeyPath, &SecretRef)> {
        let mut refs = Vec::new();
        if let Some(mirror) = &self.mirror {
            let at = KeyPath::of(["mirror"]);
            refs.extend(mirror.username.iter().map(|secret| (at.key("username"), secret)));
            refs.extend(mirror.password.iter().map(|secret| (at.key("password"), secret)));
        }
        for (host, registry) in &self.registries {
            let at = KeyPath::of(["registries", host]);
            if let TextOrSecret::Secret(username) = &registry.username {
                refs.push((at.key("username"), username));
            }
            refs.push((at.key("password"), &registry.password));
        }
        for (name, stack) in &self.stacks {
            let at = KeyPath::of(["stacks", name]);
            for (table, secrets) in [("secrets", &stack.secrets), ("secret_variables", &stack.secret_variables)] {
                let secrets = secrets.iter().flatten();
                refs.extend(secrets.map(|(key, secret)| (at.key(table).key(key), secret)));
            }
        }
        refs.extend(self.defaults.secret_refs(&KeyPath::of(["defaults"])));
        for (tables, name) in [(&self.groups, "groups"), (&self.hosts, "hosts")] {
            refs.extend(tables.iter().flat_map(|(key, table)| table.secret_refs(&KeyPath::of([name, key]))));
        }
        refs
    }
}

impl HostTable {
    fn secret_refs(&self, at: &KeyPath) -> Vec<(KeyPath, &SecretRef)> {
        let hash = self.password_hash.iter().map(|secret| (at.key("password_hash"), secret));
        let files = self.files.iter().flatten();
        let files =
            files.filter_map(|(path, file)| Some((at.key("files").key(path).key("secret"), file.secret.as_ref()?)));
        hash.chain(files).collect()
    }
}
