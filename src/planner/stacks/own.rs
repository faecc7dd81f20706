//! The operator's own stack, as the leader deploys it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde_json::{Map, Value, json};

use super::{SECRETS, above, compose::HEADER, named};
use crate::{
    formats::{
        compose::{COMPOSE, beside, binds, document},
        environment, yaml,
    },
    model::cluster::{Cluster, Stack},
    values::secret::Secret,
};

/// A stack, and what only managers may read of it.
pub(super) struct Own {
    /// The files of the stack's folder.
    pub(super) files: BTreeMap<String, String>,
    /// The files of its secrets, by name.
    pub(super) secrets: BTreeMap<String, Secret>,
}

impl Own {
    pub(super) fn new(cluster: &Cluster, name: &str, stack: &Stack) -> Self {
        let mut own = Self { files: stack.files.clone(), secrets: BTreeMap::new() };
        let mut document = document(stack);
        let has_names = named::is_possible(cluster);
        let files = own.move_secrets(name, &mut document, stack, has_names);
        if has_names {
            named::by_content(name, &mut document, &own.files);
        }
        let used = public_files(&document);
        own.files.retain(|path, _| !files.contains(path) || is_used(&used, path));
        above::move_in(&mut document, &mut own.files);
        if let Some(text) = own.files.get_mut(COMPOSE) {
            *text = compose(text, &document);
        }
        own
    }

    /// Lets the compose file read its secrets from the managers' disks. Returns the stack's files that are secrets.
    fn move_secrets(
        &mut self,
        stack: &str,
        document: &mut Map<String, Value>,
        given: &Stack,
        has_names: bool,
    ) -> BTreeSet<String> {
        let mut moved = BTreeSet::new();
        let entries = document.get_mut("secrets").and_then(Value::as_object_mut).into_iter().flatten();
        for (key, entry) in entries {
            let file = entry.get("file").and_then(Value::as_str).map(beside);
            let text = file.as_ref().and_then(|file| given.files.get(file)).map(|text| Secret::new(text.clone()));
            let Some(secret) = given.secrets.get(key).cloned().or(text) else { continue };
            let name = named::of(stack, key, &secret.digest(&format!("secret {stack} {key}")));
            if let Some(entry) = entry.as_object_mut() {
                entry.remove("external");
                entry.insert("file".to_owned(), json!(format!("{SECRETS}/{name}")));
                if has_names {
                    entry.entry("name").or_insert_with(|| json!(name));
                }
            }
            self.secrets.insert(name, secret);
            moved.extend(file);
        }
        moved
    }
}

/// The paths that the compose file still reads from its folder.
fn public_files(document: &Map<String, Value>) -> BTreeSet<String> {
    let configs = document.get("configs").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let configs = configs.filter_map(|entry| entry.get("file")?.as_str());
    let services = document.get("services").and_then(Value::as_object).into_iter().flat_map(Map::values);
    configs
        .chain(services.flat_map(binds).map(|bind| bind.source))
        .map(beside)
        .chain(environment::files(document))
        .collect()
}

fn is_used(used: &BTreeSet<String>, path: &str) -> bool {
    used.iter().any(|it| Path::new(path).starts_with(it))
}

/// The text of the compose file: the operator's own text if nothing in it changes.
fn compose(written: &str, document: &Map<String, Value>) -> String {
    let is_same = yaml::parse(written).is_ok_and(|written: Map<String, Value>| written == *document);
    if is_same || document.is_empty() { written.to_owned() } else { format!("{HEADER}{}", yaml::to_string(document)) }
}
