//! The folder for matchbox, checked against the types of its file store and its way to answer requests. No package
//! contains matchbox, so the tests do not run it.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/accept/netboot/expected");

/// The messages of matchbox's `storage.proto`. matchbox silently ignores any other key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "a key must exist even if no test reads it")]
struct Group {
    id: String,
    name: String,
    profile: String,
    selector: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "a key must exist even if no test reads it")]
struct Profile {
    id: String,
    name: String,
    ignition_id: Option<String>,
    boot: Option<Boot>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Boot {
    kernel: String,
    initrd: Vec<String>,
    args: Vec<String>,
}

/// Every file of a folder, by its name without `.json`.
fn store<T: DeserializeOwned>(folder: &str) -> BTreeMap<String, T> {
    let entries = fs::read_dir(Path::new(GOLDEN).join("matchbox").join(folder)).expect("the golden has the folder");
    let read = entries.map(|entry| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".json")).expect("a JSON file");
        let text = fs::read_to_string(&path).expect("a file of text");
        (name.to_owned(), serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    });
    read.collect()
}

/// The profile for a request with these labels. Of the groups whose selectors all match, the one with the most
/// selectors wins.
fn answer(labels: &[(&str, &str)]) -> Profile {
    let groups: BTreeMap<String, Group> = store("groups");
    let asked = |key: &str, value: &str| labels.contains(&(key, value));
    let fitting = groups.values().filter(|group| group.selector.iter().all(|(key, value)| asked(key, value)));
    let group = fitting.max_by_key(|group| group.selector.len()).unwrap_or_else(|| panic!("no group for {labels:?}"));
    store("profiles").remove(&group.profile).expect("a group's profile is there")
}

/// The labels of the request in an argument `KEY=http://…/ignition?a=b&c=d`, with the address as matchbox normalises
/// it.
fn labels(argument: &str) -> Option<Vec<(String, String)>> {
    let (_, query) = argument.split_once("/ignition?")?;
    let label = |pair: &str| {
        let (key, value) = pair.split_once('=').expect("a pair");
        (key.to_owned(), if key == "mac" { value.replace('-', ":") } else { value.to_owned() })
    };
    Some(query.split('&').map(label).collect())
}

#[test]
fn files_are_named_by_the_ids_in_them() {
    for (name, group) in store::<Group>("groups") {
        assert_eq!((&name, &name), (&group.id, &group.profile));
    }
    for (name, profile) in store::<Profile>("profiles") {
        assert_eq!(name, profile.id);
    }
}

#[test]
fn every_machine_boots_and_gets_its_own_config() {
    let manifest = fs::read_to_string(Path::new(GOLDEN).join("manifest.json")).expect("a manifest");
    for (host, mac) in [
        ("ds1", "52:54:00:12:34:11"),
        ("ds3", "52:54:00:12:34:ab"),
        ("live", "52:54:00:12:34:14"),
        ("memory", "52:54:00:12:34:15"),
    ] {
        let boot = answer(&[("mac", mac)]).boot.expect("a machine that is new boots something");
        assert!(boot.kernel.starts_with("http://") && boot.initrd.len() == 1);
        let Some(request) = boot.args.iter().find_map(|argument| labels(argument)) else {
            assert!(boot.args.iter().any(|argument| argument.ends_with(&format!("/hosts/{host}/"))), "{:?}", boot.args);
            continue;
        };
        let request: Vec<_> = request.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let id = answer(&request).ignition_id.expect("what asks for a config gets one");
        // matchbox serves a file unchanged only with this ending. Old releases parse no spec after 3.4.
        assert_eq!(id.rsplit_once('.').map(|(_, ending)| ending), Some("ign"));
        let served = fs::read_to_string(format!("{GOLDEN}/matchbox/ignition/{id}")).expect("the config is there");
        assert_eq!(served, fs::read_to_string(format!("{GOLDEN}/hosts/{host}/config.ign")).expect("the host's config"));
        let config: Value = serde_json::from_str(&served).expect("JSON");
        assert!(
            ["3.0.0", "3.1.0", "3.2.0", "3.3.0", "3.4.0"]
                .contains(&config["ignition"]["version"].as_str().expect("text"))
        );
        let listed =
            manifest.lines().find(|line| line.contains(&format!("\"matchbox/ignition/{id}\""))).expect("it is listed");
        let mode = if host == "ds3" { "0600" } else { "0644" };
        assert!(listed.contains(&format!(r#""mode":"{mode}","host":"{host}""#)), "{listed}");
    }
}

#[test]
fn an_installed_machine_boots_nothing_from_the_network() {
    let profile = answer(&[("mac", "52:54:00:12:34:ab"), ("os", "installed")]);
    assert!(profile.boot.is_none(), "it would be installed again");
}
