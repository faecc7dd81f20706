//! Variables in compose files, as docker reads them when it deploys a stack: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:?error}`,
//! and `$$` for a literal dollar. See `docker stack config`.

use serde_json::{Map, Value};

/// A dollar that does not expand to a value on a host.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Dollar {
    /// A variable without a default: docker replaces it with an empty string.
    Unset(String),
    /// An invalid variable, or a required one: docker deploys nothing.
    Refused(String),
}

/// The tables of a compose file whose values docker expands.
const TABLES: [&str; 5] = ["configs", "networks", "secrets", "services", "volumes"];

/// The environment of the leader's process, which deploys the stacks.
const SET: [&str; 3] = ["HOME", "PATH", "PWD"];

/// The dollars of a compose file, in its order.
pub(super) fn dollars(document: &Map<String, Value>) -> Vec<Dollar> {
    let mut texts = Vec::new();
    document.iter().filter(|(key, _)| TABLES.contains(&key.as_str())).for_each(|(_, it)| collect(it, &mut texts));
    texts.into_iter().flat_map(in_text).collect()
}

fn collect<'v>(value: &'v Value, texts: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(values) => values.iter().for_each(|it| collect(it, texts)),
        Value::Object(values) => values.values().for_each(|it| collect(it, texts)),
        _ => {}
    }
}

fn in_text(text: &str) -> Vec<Dollar> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('$') {
        let (dollar, behind) = read(after);
        found.extend(dollar);
        rest = behind;
    }
    found
}

/// Reads the variable after a dollar, and returns the text after the variable too.
fn read(after: &str) -> (Option<Dollar>, &str) {
    if let Some(behind) = after.strip_prefix('$') {
        return (None, behind);
    }
    let braced = after.starts_with('{');
    let (name, tail) = split_name(after.strip_prefix('{').unwrap_or(after));
    let (argument, behind) = tail.split_once('}').unwrap_or((tail, ""));
    let closed = !braced || tail.contains('}');
    let refused = || (Some(Dollar::Refused(format!("${}", excerpt(after)))), behind);
    match argument.trim_start_matches(':').chars().next() {
        _ if name.is_empty() || !closed => refused(),
        Some('-') => (None, behind),
        Some('?') => refused(),
        Some(_) if braced => refused(),
        _ => (unset(name), if braced { behind } else { tail }),
    }
}

fn unset(name: &str) -> Option<Dollar> {
    (!SET.contains(&name)).then(|| Dollar::Unset(name.to_owned()))
}

fn split_name(text: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = if text.starts_with(|c: char| c.is_ascii_digit()) {
        0
    } else {
        text.find(|c| !is_part(c)).unwrap_or(text.len())
    };
    text.split_at(end)
}

/// A short text to find the place in the file.
fn excerpt(text: &str) -> String {
    text.split_inclusive(['}', ')', ' ', '\n']).next().unwrap_or_default().trim_end().chars().take(30).collect()
}
