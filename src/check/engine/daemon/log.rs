//! The log driver and its options.

use super::{
    engines::Engines,
    finding::{Finding, NO_CONTAINER, Refused, Subject},
    kind::ticked,
    log_drivers::{self, LogDriver, LogOption},
};
use crate::{diagnostics::spelling::nearest, values::key_path::KeyPath};

pub(super) fn find(engines: &Engines, findings: &mut Vec<Finding>) {
    let name = engines.text("log-driver").filter(|name| !name.is_empty()).unwrap_or("json-file");
    match LogDriver::named(name) {
        None => {
            let finding = unknown(name);
            // With options, the engine looks for the driver as it starts.
            if engines.table("log-opts").next().is_some() {
                findings.push(finding);
            } else if !engines.mention(name) {
                // A unit may install it as a plugin.
                findings.push(finding.but(NO_CONTAINER));
            }
        }
        // It ignores all options.
        Some(driver) if driver.name == "none" => {}
        Some(driver) => {
            findings.extend(of_version(driver));
            options(engines, driver, findings);
            together(engines, driver, findings);
        }
    }
}

fn driver_at() -> KeyPath {
    KeyPath::of(["log-driver"])
}

fn unknown(name: &str) -> Finding {
    let names: Vec<&str> = log_drivers::names().collect();
    let help = match nearest(name, &names) {
        Some(known) => format!("Did you mean `{known}`?"),
        None => format!("Choose one of {}.", ticked(names)),
    };
    let message = format!("there is no log driver `{name}`");
    Finding::at(Subject::LogDriver, driver_at(), message, help).label("not a driver of the engine")
}

fn of_version(driver: &LogDriver) -> Option<Finding> {
    let (refused, what) = match (driver.since, driver.until) {
        (Some(since), _) => (Refused::Before(since), format!("requires engine {since}")),
        (_, Some(until)) => (Refused::Since(until), format!("was removed in engine {until}")),
        _ => return None,
    };
    let message = format!("the log driver `{}` {what}", driver.name);
    let help = "Choose another driver, such as `local` or `journald`.";
    Some(Finding::at(Subject::LogDriver, driver_at(), message, help).refused(refused).but(NO_CONTAINER))
}

fn options(engines: &Engines, driver: &LogDriver, findings: &mut Vec<Finding>) {
    for (name, value) in engines.table("log-opts") {
        let at = KeyPath::of(["log-opts", name]);
        let known: Vec<&LogOption> = driver.options().filter(|option| option.name == name).collect();
        let Some(option) = known.first() else {
            findings.push(unknown_option(driver, at, name));
            continue;
        };
        findings.extend(version_of(driver, option, at.clone()));
        let wrong = value.as_str().zip(option.format).filter(|(text, format)| !(format.fits)(text));
        findings.extend(wrong.map(|(text, format)| {
            let message = format!("`{at}` in `daemon.json` is `{text}`, but must be {}", format.name);
            let help = format!("Set `{at}` to {}.", format.name);
            let finding = Finding::at(Subject::LogOption, at, message, help);
            if option.at_start { finding } else { finding.but(NO_CONTAINER) }
        }));
    }
}

fn unknown_option(driver: &LogDriver, at: KeyPath, name: &str) -> Finding {
    let mut names: Vec<&str> = driver.options().map(|option| option.name).collect();
    let suggestion = nearest(name, &names).map(|known| format!("Did you mean `{known}`?"));
    names.sort_unstable();
    let message = format!("the log driver `{}` has no option `{name}`", driver.name);
    let help = suggestion.unwrap_or_else(|| {
        format!(
            "Remove the option, or set `log-driver` to a driver that has it. `{}` has {}.",
            driver.name,
            ticked(names)
        )
    });
    Finding::at(Subject::LogOption, at, message, help).key().label("unknown option")
}

fn version_of(driver: &LogDriver, option: &LogOption, at: KeyPath) -> Option<Finding> {
    let (refused, what) = match (option.since, option.until) {
        (Some(since), _) => (Refused::Before(since), format!("only since engine {since}")),
        (_, Some(until)) => (Refused::Since(until), format!("only before engine {until}")),
        _ => return None,
    };
    let message = format!("the log driver `{}` has the option `{}` {what}", driver.name, option.name);
    Some(Finding::at(Subject::LogOption, at, message, "Remove the option.").key().refused(refused))
}

fn required(driver: &LogDriver, name: &str) -> Finding {
    let message = format!("the log driver `{}` requires the option `{name}`", driver.name);
    Finding::at(Subject::LogOption, KeyPath::of(["log-opts", name]), message, format!("Set `{name}` in `log-opts`."))
}

/// Options that require or exclude each other.
fn together(engines: &Engines, driver: &LogDriver, findings: &mut Vec<Finding>) {
    let option = |name: &str| engines.table("log-opts").find(|(key, _)| *key == name).and_then(|(_, it)| it.as_str());
    let has = |name: &str| option(name).is_some_and(|value| !value.is_empty());
    let any = engines.table("log-opts").next().is_some();
    let missing = driver.requires.iter().filter(|name| !has(name)).map(|name| required(driver, name));
    findings.extend(missing.map(|finding| if any && driver.checks { finding } else { finding.but(NO_CONTAINER) }));
    let mut wrong = |name: &str, message: &str, help: &str| {
        let at = KeyPath::of(["log-opts", name]);
        findings.push(Finding::at(Subject::LogOption, at, message, help));
    };
    if option("max-buffer-size").is_some() && option("mode") != Some("non-blocking") {
        let message = "`log-opts.max-buffer-size` in `daemon.json` requires `mode = \"non-blocking\"`";
        wrong("max-buffer-size", message, "Set `mode = \"non-blocking\"` in `log-opts`, or remove `max-buffer-size`.");
    }
    for (first, second) in EXCLUSIVE {
        if option(first).is_some() && option(second).is_some() {
            let message = format!("`log-opts.{second}` in `daemon.json` excludes `log-opts.{first}`");
            wrong(second, &message, "Remove one of the two options.");
        }
    }
    let is_udp = option("gelf-address").is_some_and(|address| address.starts_with("udp"));
    for (name, of_udp) in GELF {
        if driver.name == "gelf" && option(name).is_some() && has("gelf-address") && is_udp != of_udp {
            let scheme = if of_udp { "udp" } else { "tcp" };
            let message = format!("`log-opts.{name}` in `daemon.json` requires a `gelf-address` with `{scheme}://`");
            wrong(name, &message, "Remove the option, or change `gelf-address`.");
        }
    }
    compression(engines, driver, findings);
}

const EXCLUSIVE: [(&str, &str); 4] = [
    ("fluentd-async", "fluentd-async-connect"),
    ("awslogs-datetime-format", "awslogs-multiline-pattern"),
    ("awslogs-format", "awslogs-datetime-format"),
    ("awslogs-format", "awslogs-multiline-pattern"),
];

/// The options of `gelf` that require UDP, and those that require TCP.
const GELF: [(&str, bool); 4] = [
    ("gelf-compression-level", true),
    ("gelf-compression-type", true),
    ("gelf-tcp-max-reconnect", false),
    ("gelf-tcp-reconnect-delay", false),
];

/// The engine compresses only a log of several files. The driver `local` compresses by default.
fn compression(engines: &Engines, driver: &LogDriver, findings: &mut Vec<Finding>) {
    let option = |name: &str| engines.table("log-opts").find(|(key, _)| *key == name).and_then(|(_, it)| it.as_str());
    let is_on = |default: bool| {
        option("compress").map_or(default, |text| ["1", "t", "T", "TRUE", "true", "True"].contains(&text))
    };
    let one_file = option("max-file").is_some_and(|count| count == "1");
    let wrong = match driver.name {
        "json-file" => is_on(false) && (one_file || option("max-file").is_none() || option("max-size").is_none()),
        "local" => is_on(true) && one_file,
        _ => false,
    };
    if wrong {
        let name = if option("compress").is_some() { "compress" } else { "max-file" };
        let message = format!(
            "`log-opts.{name}` in `daemon.json`: the log driver `{}` compresses only a log of several files",
            driver.name
        );
        let help = "Set `max-size` and a `max-file` of at least `2`, or `compress = \"false\"`.";
        findings
            .push(Finding::at(Subject::LogOption, KeyPath::of(["log-opts", name]), message, help).but(NO_CONTAINER));
    }
}
