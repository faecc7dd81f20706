//! The compose file of the operator's own stack, as the leader deploys it.

use serde_json::{Map, Value};

use super::{compose::HEADER, named};
use crate::{
    formats::{
        compose::{COMPOSE, document},
        yaml,
    },
    model::cluster::{Cluster, Stack},
};

/// The text of the file: the operator's own text if nothing in it changes.
pub(super) fn compose(cluster: &Cluster, name: &str, stack: &Stack) -> String {
    let text = stack.files.get(COMPOSE).map(String::as_str).unwrap_or_default();
    let mut deployed = document(stack);
    if named::is_possible(cluster) {
        named::by_content(name, &mut deployed, &stack.files);
    }
    let is_same = yaml::parse(text).is_ok_and(|written: Map<String, Value>| written == deployed);
    if is_same || deployed.is_empty() { text.to_owned() } else { format!("{HEADER}{}", yaml::to_string(&deployed)) }
}
