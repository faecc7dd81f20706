//! Variables of compose files, as Docker expands them when it deploys a stack: `$NAME`, `${NAME}`, `${NAME:-default}`,
//! `${NAME:?error}`, and `$$` for a literal dollar. See `docker stack config`.
//!
//! swarmgen expands them when it renders, so that the leader needs no environment. The result is still in Docker's
//! notation: Docker expands it once more, on the leader.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::compose_types::cast;
use crate::model::cluster::Private;

/// The values of the variables, by name.
pub type Variables = BTreeMap<String, String>;

/// The tables of a compose file whose values docker expands.
const TABLES: [&str; 5] = ["configs", "networks", "secrets", "services", "volumes"];

/// The environment of the leader's process, which deploys the stacks. The leader expands these.
const OF_THE_LEADER: [&str; 3] = ["HOME", "PATH", "PWD"];

/// Expands the variables of a compose file in place. A check reports those that have no value.
pub fn expand(document: &mut Map<String, Value>, variables: &Variables, private: &BTreeMap<String, Private>) {
    let work = Expansion { variables, private: Some(private) };
    for (table, value) in document.iter_mut().filter(|(key, _)| TABLES.contains(&key.as_str())) {
        work.value(&mut vec![table.clone()], value);
    }
    let services = document.get_mut("services").and_then(Value::as_object_mut);
    for service in services.into_iter().flatten().map(|(_, service)| service) {
        service.get_mut("environment").into_iter().for_each(|entries| work.environment(entries));
    }
}

/// Expands the variables of one text. The text keeps those that have no valid form.
pub fn expand_text(text: &str, variables: &Variables) -> String {
    Expansion { variables, private: None }.text(text)
}

struct Expansion<'v> {
    variables: &'v Variables,
    private: Option<&'v BTreeMap<String, Private>>,
}

impl Expansion<'_> {
    fn value(&self, path: &mut Vec<String>, value: &mut Value) {
        match value {
            Value::String(text) => {
                let expanded = self.text(text);
                let is_changed = expanded != *text;
                *value = cast(path, expanded, is_changed);
            }
            Value::Array(values) => values.iter_mut().for_each(|it| self.inner(path, "[]", it)),
            Value::Object(values) => values.iter_mut().for_each(|(key, it)| self.inner(path, key, it)),
            _ => {}
        }
    }

    fn inner(&self, path: &mut Vec<String>, key: &str, value: &mut Value) {
        path.push(key.to_owned());
        self.value(path, value);
        path.pop();
    }

    fn text(&self, text: &str) -> String {
        let (mut expanded, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once('$') {
            let (value, behind) = self.dollar(after);
            expanded += before;
            expanded += &value;
            rest = behind;
        }
        expanded + rest
    }

    /// Reads the variable after a dollar, and returns its value and the text after the variable.
    fn dollar<'t>(&self, after: &'t str) -> (String, &'t str) {
        if let Some(behind) = after.strip_prefix('$') {
            return ("$$".to_owned(), behind);
        }
        let Some((variable, behind)) = split_variable(after) else {
            return ("$".to_owned(), after);
        };
        let written = &after[..after.len() - behind.len()];
        (self.variable(variable, written), behind)
    }

    /// Docker looks for the four signs in this order, and splits at the first one of the kind.
    fn variable(&self, variable: &str, written: &str) -> String {
        let sign = [":-", "-", ":?", "?"].into_iter().find(|sign| variable.contains(sign));
        let (name, argument) = sign.and_then(|sign| variable.split_once(sign)).unwrap_or((variable, ""));
        if OF_THE_LEADER.contains(&name) && !self.variables.contains_key(name) {
            return format!("${written}");
        }
        let is_usable = |value: &String| !value.is_empty() || !sign.is_some_and(|sign| sign.starts_with(':'));
        match (sign, self.value_of(name).filter(is_usable)) {
            (_, Some(value)) => value,
            (Some(":-" | "-"), None) => literal(argument),
            (_, None) => String::new(),
        }
    }

    /// The value in Docker's notation.
    fn value_of(&self, name: &str) -> Option<String> {
        let private = self.private.and_then(|private| private.get(name)).map(Private::text);
        private.or_else(|| self.variables.get(name).map(|value| literal(value)))
    }

    /// An entry without a value has the value of the variable of its name.
    fn environment(&self, entries: &mut Value) {
        match entries {
            Value::Array(entries) => entries.iter_mut().for_each(|entry| self.listed(entry)),
            Value::Object(entries) => {
                for (name, entry) in entries.iter_mut().filter(|(_, value)| value.is_null()) {
                    *entry = self.value_of(name).map_or(Value::Null, Value::String);
                }
            }
            _ => {}
        }
    }

    fn listed(&self, entry: &mut Value) {
        let Value::String(text) = entry else { return };
        if !text.contains('=')
            && let Some(value) = self.value_of(text)
        {
            *text = format!("{text}={value}");
        }
    }
}

/// The text in Docker's notation.
fn literal(text: &str) -> String {
    text.replace('$', "$$")
}

/// The variable at the start of a text, without braces, and the text after it. `None` if Docker rejects the text.
fn split_variable(after: &str) -> Option<(&str, &str)> {
    let inside = after.strip_prefix('{').unwrap_or(after);
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = inside.find(|c| !is_part(c)).unwrap_or(inside.len());
    let is_name = !inside.starts_with(|c: char| c.is_ascii_digit()) && name > 0;
    let tail = &inside[name..];
    let has_argument = tail.trim_start_matches(':').starts_with(['-', '?']) && !tail.starts_with("::");
    let end = if has_argument { name + tail.find('}').unwrap_or(tail.len()) } else { name };
    let (variable, behind) = inside.split_at(end);
    match after.starts_with('{') {
        _ if !is_name => None,
        true => Some((variable, behind.strip_prefix('}')?)),
        false => Some((variable, behind)),
    }
}
