//! `daemon.json`: what `swarmgen check` says of a file, and what an engine does that starts with it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use swarmgen::{
    check::{
        check,
        engine::daemon::{
            keys::{KEYS, Key},
            kind::Kind,
        },
    },
    diagnostics::{Report, Severity},
    model::{cluster::Cluster, material::Material},
    os::Version,
    parse::parse,
    planner::own_paths,
    resolve,
};

use crate::support::judge::{DOCKERD, Exhibits, assert_content};

/// The cases: a verdict and the keys.
const CASES: &str = include_str!("daemon/cases");
/// Starts an engine with each file.
const START: &str = include_str!("daemon/start");
/// The engine of Debian 13, which is in the lab.
const ENGINE: Version = Version(26, 1);

fn cases() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = CASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').expect("a verdict and the keys"))
}

fn read(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

#[test]
fn check_says_what_the_engine_does() {
    let mut count = BTreeMap::new();
    for (verdict, json) in cases() {
        let findings = findings("debian", &read(json));
        let errors: Vec<_> = findings.iter().filter(|(severity, ..)| *severity == Severity::Error).collect();
        let is_useless = |text: &str| text.ends_with("every container fails");
        let own = match errors.first() {
            None => "starts",
            Some(_) if errors.iter().all(|(_, text)| is_useless(text)) => "useless",
            Some(_) => "refused",
        };
        assert_eq!(own, verdict, "{json}: {findings:?}");
        *count.entry(verdict).or_insert(0) += 1;
    }
    assert!(count.len() == 3 && count.values().sum::<usize>() > 250, "{count:?}");
}

/// The file of each case is the one that swarmgen writes, with the keys that it sets itself.
#[test]
fn the_engine_does_what_check_says() {
    let exhibits = Exhibits::new();
    let mut expected = BTreeMap::new();
    for (number, (verdict, json)) in cases().enumerate() {
        let name = format!("{number}.{}", if verdict == "useless" { "run" } else { "json" });
        exhibits.put(&name, written(json));
        expected.insert(name, (verdict, json));
    }
    let names: Vec<&str> = expected.keys().map(String::as_str).collect();
    let Some(output) = DOCKERD.sh(exhibits.path(), START, &names) else { return };
    let said = String::from_utf8_lossy(&output.stdout);
    let mut seen = BTreeSet::new();
    for line in said.lines() {
        let mut words = line.splitn(3, ' ');
        let (name, verdict) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (wanted, json) = expected[name];
        assert_eq!(verdict, wanted, "{json}: {line}");
        seen.insert(name);
    }
    assert_eq!(seen.len(), expected.len(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The `daemon.json` of a host of an inventory with these keys.
fn written(json: &str) -> String {
    let cluster = cluster("debian", &read(json));
    Value::Object(cluster.hosts[0].daemon.clone()).to_string()
}

fn findings(os: &str, daemon: &Value) -> Vec<(Severity, String)> {
    let report = check(&cluster(os, daemon), &own_paths());
    let of_daemon = |code: &str| code.starts_with("daemon-") || code.starts_with("log-");
    let found = report.diagnostics().filter(|it| of_daemon(it.code));
    found.map(|it| (it.severity, it.message.clone())).collect()
}

fn cluster(os: &str, daemon: &Value) -> Cluster {
    let text = inventory(os, daemon);
    let (_, inventory, report) = parse("inventory.toml", &text);
    let inventory = inventory.unwrap_or_else(|| panic!("{text}: {:?}", messages(&report)));
    let (cluster, report) = resolve::resolve(&inventory, &Material::default());
    cluster.unwrap_or_else(|| panic!("{text}: {:?}", messages(&report)))
}

fn messages(report: &Report) -> Vec<&str> {
    report.diagnostics().map(|it| it.message.as_str()).collect()
}

/// An inventory of a host with these keys.
fn inventory(os: &str, daemon: &Value) -> String {
    format!(
        "[cluster]\nname = \"lab\"\ndomain = \"example.net\"\nsubnet = \"192.168.31.0/24\"\n\
         [storage]\ntype = \"nfs\"\nsource = \"nas.example.net:/export\"\n\
         [hosts.n1]\nos = \"{os}\"\nrole = \"manager\"\naddress = \"192.168.31.11\"\n\
         [docker]\ndaemon = {}\n",
        toml(daemon)
    )
}

/// JSON as a value of TOML in one line.
fn toml(value: &Value) -> String {
    match value {
        Value::Object(table) => {
            let entries = table.iter().map(|(key, value)| format!("{} = {}", Value::from(key.as_str()), toml(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Array(values) => format!("[{}]", values.iter().map(toml).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// Every key in a file of its own, with a value of another kind: the engine rejects it, except for keys that it does not read.
#[test]
fn the_engine_knows_the_keys() {
    const SCRIPT: &str = "for file do echo \"$file $(dockerd --validate --config-file \"$file\" 2>&1 | tail -n 1 | tr '\\n' ' ')\"; done";
    let exhibits = Exhibits::new();
    for key in KEYS {
        let wrong = match key.kind {
            Kind::Flag => json!(7),
            // The engine looks up the keys of this table as it does those of the file.
            Kind::Closed(_) if key.name == "proxies" => json!({ "http-proxy": 7 }),
            _ => json!(true),
        };
        exhibits.put(key.name, json!({ key.name: wrong }).to_string());
    }
    let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
    let Some(output) = DOCKERD.sh(exhibits.path(), SCRIPT, &names) else { return };
    assert_content(&output);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.lines().count(), KEYS.len());
    for line in said.lines() {
        let (name, said) = line.split_once(' ').expect("a key and what the engine says");
        let key = Key::named(name).expect("it is one of the keys");
        let has_it = key.since.is_none_or(|since| since <= ENGINE) && key.until.is_none_or(|until| ENGINE < until);
        assert_eq!(!said.contains("directives"), has_it, "{line}");
        assert_eq!(said.contains("configuration OK"), UNREAD.contains(&name), "{line}");
    }
}

/// Keys whose values engine 26.1 does not read.
const UNREAD: [&str; 5] =
    ["containerd-plugins-namespace", "deprecated-key-path", "http-proxy", "https-proxy", "no-proxy"];
