//! Files from above the folder of the compose file. On a host, a stack has one folder; they are in it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::formats::compose::beside;

/// Moves these files into the folder, and lets the compose file read them there.
pub(super) fn move_in(document: &mut Map<String, Value>, files: &mut BTreeMap<String, String>) {
    *files = std::mem::take(files).into_iter().map(|(path, text)| (moved(&path).unwrap_or(path), text)).collect();
    let configs = document.get_mut("configs").and_then(Value::as_object_mut).into_iter().flatten();
    configs.filter_map(|(_, entry)| entry.get_mut("file")).for_each(rewrite);
    let services = document.get_mut("services").and_then(Value::as_object_mut).into_iter().flatten();
    for (_, service) in services {
        match service.get_mut("env_file") {
            Some(Value::Array(paths)) => paths.iter_mut().for_each(rewrite),
            Some(path) => rewrite(path),
            None => {}
        }
        service.get_mut("volumes").and_then(Value::as_array_mut).into_iter().flatten().for_each(rewrite_volume);
    }
}

fn rewrite(path: &mut Value) {
    if let Some(moved) = path.as_str().and_then(moved) {
        *path = json!(moved);
    }
}

fn rewrite_volume(volume: &mut Value) {
    if let Some((source, target)) = volume.as_str().and_then(|short| short.split_once(':')) {
        if let Some(moved) = moved(source) {
            *volume = json!(format!("./{moved}:{target}"));
        }
    } else if volume.get("type").is_some_and(|kind| kind == "bind") {
        volume.get_mut("source").into_iter().for_each(rewrite);
    }
}

/// The place of a path from above: `../common/x` is `swarmgen/above/common/x`.
fn moved(path: &str) -> Option<String> {
    let path = Some(beside(path)).filter(|path| !path.is_empty() && path.starts_with("../"))?;
    Some(format!("swarmgen/{}", path.replace("../", "above/")))
}
