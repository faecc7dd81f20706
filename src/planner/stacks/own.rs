//! The operator's own stack, as the leader deploys it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{compose::HEADER, named};
use crate::{
    formats::{
        compose::{COMPOSE, document, env_files},
        variables::fill,
        yaml,
    },
    model::cluster::{Cluster, Stack},
};

/// The files of the stack's folder.
pub(super) fn files(cluster: &Cluster, name: &str, stack: &Stack) -> BTreeMap<String, String> {
    let mut files = stack.files.clone();
    let mut document = document(stack);
    for path in env_files(&document) {
        if let Some(text) = files.get_mut(&path) {
            *text = fill(text, &stack.variables).0;
        }
    }
    if named::is_possible(cluster) {
        named::by_content(name, &mut document, &files);
    }
    if let Some(text) = files.get_mut(COMPOSE) {
        *text = compose(text, &document);
    }
    files
}

/// The text of the compose file: the operator's own text if nothing in it changes.
fn compose(written: &str, document: &Map<String, Value>) -> String {
    let is_same = yaml::parse(written).is_ok_and(|written: Map<String, Value>| written == *document);
    if is_same || document.is_empty() { written.to_owned() } else { format!("{HEADER}{}", yaml::to_string(document)) }
}
