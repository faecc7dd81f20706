//! The runtimes, and the control groups of their containers.

use serde_json::{Map, Value};

use super::{
    engines::Engines,
    finding::{Finding, Subject},
};
use crate::{os::Version, values::key_path::KeyPath};

/// The runtime that every engine has.
const OWN: &str = "runc";

pub(super) fn find(engines: &Engines, findings: &mut Vec<Finding>) {
    for (name, runtime) in engines.table("runtimes") {
        let at = KeyPath::of(["runtimes", name]);
        findings.extend(runtime.as_object().and_then(|runtime| wrong(at, name, runtime)));
    }
    findings.extend(missing(engines));
    findings.extend(slice(engines));
}

fn wrong(at: KeyPath, name: &str, runtime: &Map<String, Value>) -> Option<Finding> {
    let value = |wanted: &str| runtime.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value);
    let has = |key: &str| value(key).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    let has_args = value("runtimeArgs").and_then(Value::as_array).is_some_and(|args| !args.is_empty());
    let problem = match (has("path"), has("runtimeType")) {
        _ if name == OWN => "is the engine's own runtime and cannot be set",
        (false, false) => "requires either `path` or `runtimeType`",
        (true, true) => "has both `path` and `runtimeType`; only one of them is allowed",
        (false, true) if has_args => "has `runtimeArgs`, which require `path`",
        (true, false) if value("options").is_some() => "has `options`, which require `runtimeType`",
        _ => return None,
    };
    let message = format!("`{at}` in `daemon.json` {problem}");
    let help = "Write `runtimes.NAME = { path = \"/usr/bin/PROGRAM\" }`, or a `runtimeType` with `options`.";
    Some(Finding::at(Subject::Value, at, message, help))
}

fn missing(engines: &Engines) -> Option<Finding> {
    let name = engines.text("default-runtime").filter(|name| !["", OWN].contains(name))?;
    let is_shim = name.starts_with("io.containerd.");
    if is_shim || engines.table("runtimes").any(|(runtime, _)| runtime == name) {
        return None;
    }
    let message = format!("`default-runtime` in `daemon.json` is `{name}`, but `runtimes` has no `{name}`");
    let help = format!("Set `runtimes = {{ {name} = {{ path = \"…\" }} }}` too, or remove `default-runtime`.");
    Some(Finding::at(Subject::Conflict, KeyPath::of(["default-runtime"]), message, help))
}

/// With systemd as the driver of control groups, the default on version 2 of them, the parent is a slice.
fn slice(engines: &Engines) -> Option<Finding> {
    let driver = engines.list("exec-opts").filter_map(|(_, text)| text.split_once('=')).last();
    let driver = driver.map(|(_, driver)| driver.trim().to_owned());
    let is_old = engines.hosts[0].os.engine.version < Version(20, 10);
    let is_systemd = driver.map_or(!is_old, |driver| driver == "systemd");
    let parent = engines.text("cgroup-parent").filter(|parent| !parent.is_empty() && is_systemd)?;
    let is_slice = parent.rsplit_once('.').is_some_and(|(name, kind)| !name.is_empty() && kind == "slice");
    (!is_slice).then(|| {
        let message =
            format!("`cgroup-parent` in `daemon.json` is `{parent}`, but must be a slice such as `docker.slice`");
        let help = "Name a slice, or set `exec-opts = [\"native.cgroupdriver=cgroupfs\"]`.";
        Finding::at(Subject::Conflict, KeyPath::of(["cgroup-parent"]), message, help)
    })
}
