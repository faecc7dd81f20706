//! The values of the keys.

use serde_json::Value;

use super::{
    engines::Engines,
    finding::{Finding, NO_CONTAINER, NOTHING, Refused, Subject},
    format::{DISK_SPACE, REGISTRY},
    keys::Key,
    kind::{Objection, ticked},
};
use crate::{os::Version, values::key_path::KeyPath};

pub(super) fn find(engines: &Engines, findings: &mut Vec<Finding>) {
    for (name, value) in engines.daemon() {
        let Some(key) = Key::named(name) else { continue };
        findings.extend(key.kind.objections(&KeyPath::of([name]), value).into_iter().map(of_objection));
    }
    exec_options(engines, findings);
    labels(engines, findings);
    resources(engines, findings);
    ulimits(engines, findings);
    builder(engines, findings);
    undistributable(engines, findings);
    realtime(engines, findings);
    windows(engines, findings);
}

fn of_objection(objection: Objection) -> Finding {
    let Objection { at, allowed, is_key } = objection;
    if is_key {
        let message = format!("`{at}` is not a key of `daemon.json`; allowed: {allowed}");
        let help = format!("Write one of {allowed}.");
        return Finding::at(Subject::Value, at, message, help).key().label("unknown key");
    }
    let message = format!("`{at}` in `daemon.json` must be {allowed}");
    let (label, help) = (format!("expected {allowed}"), format!("Set `{at}` to {allowed}."));
    Finding::at(Subject::Value, at, message, help).label(label)
}

fn of_value(at: KeyPath, message: String, help: &str) -> Finding {
    Finding::at(Subject::Value, at, message, help)
}

/// Engines before 28.0 ignore an unknown option.
fn exec_options(engines: &Engines, findings: &mut Vec<Finding>) {
    const SINCE: Version = Version(28, 0);
    let name = |text: &str| text.split('=').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_known = |text: &str| name(text) == "native.cgroupdriver" && text.contains('=');
    for (at, text) in engines.list("exec-opts").filter(|(_, text)| !is_known(text)) {
        let message = format!("`{at}` in `daemon.json` is `{text}`, but the only option is `native.cgroupdriver`");
        let help = "Set `native.cgroupdriver=systemd`, or remove `exec-opts`.";
        findings.push(of_value(at.clone(), message.clone(), help).refused(Refused::Since(SINCE)));
        if engines.versions.certainty(Refused::Since(SINCE)).is_none() {
            findings.push(Finding::at(Subject::Ignored, at, message, help).but(NOTHING));
        }
    }
}

fn labels(engines: &Engines, findings: &mut Vec<Finding>) {
    for (at, key, value) in pairs(engines, "labels") {
        let other = pairs(engines, "labels").take_while(|(before, ..)| *before != at).find(|(_, it, _)| *it == key);
        if let Some((_, _, before)) = other.filter(|(_, _, before)| *before != value) {
            let message =
                format!("`{at}` in `daemon.json` sets the label `{key}` to `{value}`, and another one to `{before}`");
            findings.push(of_value(at, message, "Keep one of the two labels."));
        }
    }
}

/// A resource with a number and the same resource with names do not go together, and neither do two numbers.
fn resources(engines: &Engines, findings: &mut Vec<Finding>) {
    let is_number = |value: &str| value.parse::<i64>().is_ok();
    for (at, key, value) in pairs(engines, "node-generic-resources") {
        let mut before = pairs(engines, "node-generic-resources").take_while(|(before, ..)| *before != at);
        let clashes =
            |(_, other, before): (KeyPath, &str, &str)| other == key && (is_number(before) || is_number(value));
        if before.any(clashes) {
            let message = format!("`{at}` in `daemon.json` counts the resource `{key}` a second time");
            findings.push(of_value(at, message, "Set one number for a resource, or one name for each."));
        }
    }
}

fn pairs<'c>(engines: &Engines<'c>, key: &str) -> impl Iterator<Item = (KeyPath, &'c str, &'c str)> + use<'c> {
    engines.list(key).filter_map(|(at, text)| text.split_once('=').map(|(key, value)| (at, key, value)))
}

const ULIMITS: [&str; 15] = [
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

/// The engine takes the name of the limit from the value, not from the key.
fn ulimits(engines: &Engines, findings: &mut Vec<Finding>) {
    for (key, value) in engines.table("default-ulimits") {
        let number = |name| field(value, name).and_then(Value::as_i64).unwrap_or(0);
        let at = KeyPath::of(["default-ulimits", key]);
        let name = field(value, "Name").and_then(Value::as_str).unwrap_or_default();
        // A wrong type is another finding.
        let problem = if !value.is_object() {
            continue;
        } else if !ULIMITS.contains(&name) {
            format!("`{at}` in `daemon.json` requires a `Name`, one of {}", ticked(ULIMITS))
        } else if number("Hard") != -1 && (number("Soft") > number("Hard") || number("Soft") == -1) {
            format!("`{at}` in `daemon.json` has a `Soft` limit above its `Hard` limit")
        } else {
            continue;
        };
        let help = "Write `nofile = { Name = \"nofile\", Hard = 64000, Soft = 64000 }`.";
        findings.push(of_value(at, problem, help).but(NO_CONTAINER));
    }
}

/// With the collection on, the engine reads the sizes of the policies. Before 28.0 it requires one in each.
fn builder(engines: &Engines, findings: &mut Vec<Finding>) {
    let Some(gc) = engines.daemon().get("builder").and_then(|builder| field(builder, "gc")) else { return };
    let policies = field(gc, "policy").and_then(Value::as_array).into_iter().flatten().enumerate();
    for (index, policy) in policies.filter(|_| field(gc, "enabled") == Some(&Value::Bool(true))) {
        let at = KeyPath::of(["builder", "gc", "policy"]).index(index);
        let sizes = ["keepStorage", "reservedSpace", "maxUsedSpace", "minFreeSpace"];
        let wrong = |key: &&str| field(policy, key).and_then(Value::as_str).is_some_and(|it| !(DISK_SPACE.fits)(it));
        if let Some(key) = sizes.into_iter().find(wrong) {
            let message = format!("`{}` in `daemon.json` must be {}", at.key(key), DISK_SPACE.name);
            findings.push(of_value(at.key(key), message, "Write a number and a unit, such as `10GB`."));
        } else if field(policy, "keepStorage").is_none_or(|size| size == "") {
            let message = format!("`{at}` in `daemon.json` requires `keepStorage`, a size such as `10GB`");
            let finding = of_value(at, message, "Set `keepStorage = \"10GB\"` in each policy.");
            findings.push(finding.refused(Refused::Before(Version(28, 0))));
        }
    }
}

/// A field of a table. The engine ignores its case.
fn field<'v>(table: &'v Value, name: &str) -> Option<&'v Value> {
    table.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn undistributable(engines: &Engines, findings: &mut Vec<Finding>) {
    let wrong = engines.list("allow-nondistributable-artifacts");
    for (at, _) in wrong.filter(|(_, text)| !(REGISTRY.fits)(text) || text.contains("://")) {
        let message = format!("`{at}` in `daemon.json` must be {}", REGISTRY.name);
        let finding = of_value(at, message, "Write the registry without `https://` and without a path.");
        findings.push(finding.refused(Refused::Before(Version(28, 0))));
    }
}

/// Every system but CentOS Atomic has version 2 of the control groups.
fn realtime(engines: &Engines, findings: &mut Vec<Finding>) {
    let sets = |key: &&str| engines.daemon().get(*key).is_some_and(|value| value != 0);
    let is_old = engines.hosts[0].os.engine.version < Version(20, 10);
    if let Some(key) = ["cpu-rt-period", "cpu-rt-runtime"].into_iter().find(sets).filter(|_| !is_old) {
        let message = format!("`{key}` in `daemon.json` requires version 1 of the control groups");
        findings.push(of_value(KeyPath::of([key]), message, "Remove the key; the system has version 2."));
    }
}

fn windows(engines: &Engines, findings: &mut Vec<Finding>) {
    if engines.table("features").any(|(key, _)| key == "windows-dns-proxy") {
        let at = KeyPath::of(["features", "windows-dns-proxy"]);
        let message = format!("`{at}` in `daemon.json` is a feature of Windows");
        findings.push(of_value(at, message, "Remove the feature.").key());
    }
}
