//! Names of configs, and of secrets. A swarm changes neither: an edited file needs a new name, or the stack never deploys
//! again. The old ones stay until no service uses them; `stacks.sh` removes them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{formats::compose::beside, model::cluster::Cluster, os::Version, values::digest::Sha256Digest};

/// The first version of the format that has names.
const SINCE: u32 = 5;
/// The swarm's limit for a name.
const LONGEST: usize = 64;
/// The length of the digest in a name.
const DIGEST: usize = 12;

/// Whether the managers support names, as engine 17.12 and later do.
pub(super) fn is_possible(cluster: &Cluster) -> bool {
    cluster.managers().all(|host| host.os.engine.version >= Version(17, 12))
}

/// Names each config that is a file of the stack and has no name, and makes the file's version one with names.
pub(super) fn by_content(stack: &str, document: &mut Map<String, Value>, files: &BTreeMap<String, String>) {
    let configs = document.get_mut("configs").and_then(Value::as_object_mut).into_iter().flatten();
    for (key, entry) in configs {
        let _ = name_entry(stack, key, entry, files);
    }
    let is_named = |table| {
        let entries = document.get(table).and_then(Value::as_object).into_iter().flat_map(Map::values);
        entries.filter(|entry| entry.get("file").is_some()).any(|entry| entry.get("name").is_some())
    };
    if (is_named("configs") || is_named("secrets")) && is_older(document.get("version")) {
        document.insert("version".to_owned(), json!(format!("3.{SINCE}")));
    }
}

fn name_entry(stack: &str, key: &str, entry: &mut Value, files: &BTreeMap<String, String>) -> Option<()> {
    let entry = entry.as_object_mut().filter(|entry| !entry.contains_key("name"))?;
    let content = files.get(&beside(entry.get("file")?.as_str()?))?;
    // The swarm does not change the driver of a template, either.
    let driver = entry.get("template_driver").and_then(Value::as_str).unwrap_or_default();
    let name = of(stack, key, &Sha256Digest::of(format!("{content}{driver}")).to_string());
    entry.insert("name".to_owned(), json!(name));
    Some(())
}

/// `STACK_KEY_DIGEST`; a long name loses the end of its key.
pub(super) fn of(stack: &str, key: &str, digest: &str) -> String {
    let readable: String = format!("{stack}_{key}").chars().take(LONGEST - DIGEST - 1).collect();
    format!("{readable}_{}", &digest[..DIGEST])
}

/// Whether the file declares a version of the format without names. A file without a version has all features.
fn is_older(version: Option<&Value>) -> bool {
    let Some(version) = version.and_then(Value::as_str) else { return false };
    let minor = version.strip_prefix('3').map(|rest| rest.trim_start_matches('.').parse().unwrap_or(0));
    minor.is_some_and(|minor: u32| minor < SINCE)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::by_content;

    fn named(document: Value) -> Value {
        let Value::Object(mut document) = document else { panic!("a mapping") };
        by_content("web", &mut document, &BTreeMap::from([("site.conf".to_owned(), "one\n".to_owned())]));
        Value::Object(document)
    }

    #[test]
    fn a_file_of_the_stack_has_its_digest_in_the_name() {
        let digest = "web_site_2c8b08da5ce6";
        let found = named(json!({ "version": "3.3", "configs": { "site": { "file": "./site.conf" } } }));
        let expected = json!({ "version": "3.5", "configs": { "site": { "file": "./site.conf", "name": digest } } });
        assert_eq!(found, expected);
        for version in ["3.5", "3.13"] {
            assert_eq!(
                named(json!({ "version": version, "configs": { "a": { "file": "site.conf" } } }))["version"],
                version
            );
        }
        let long = "k".repeat(64);
        let found = named(json!({ "configs": { &long: { "file": "site.conf" } } }));
        assert_eq!(found["configs"][&long]["name"].as_str().map(str::len), Some(64));
    }

    #[test]
    fn a_name_of_the_operator_stays_and_so_does_what_is_not_a_file_of_the_stack() {
        for entry in
            [json!({ "file": "site.conf", "name": "mine" }), json!({ "external": true }), json!({ "file": "/etc/x" })]
        {
            let document = json!({ "version": "3.5", "configs": { "site": entry } });
            assert_eq!(named(document.clone()), document);
        }
    }
}
