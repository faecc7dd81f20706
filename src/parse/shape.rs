//! Compares keys, types and names of the inventory with its schema, and reports all such mistakes at once.

mod aliases;
mod cure;
mod meant;

use std::ops::Range;

use serde_json::{Map, Value};
use toml::{
    Spanned,
    de::{DeFloat, DeInteger, DeTable, DeValue},
};

use self::{
    cure::{chain, cure},
    meant::meant,
};
use super::redact;
use crate::{
    diagnostics::{Diagnostic, Place, Report, codes},
    formats::schema,
    values::key_path::{KeyPath, Segment},
};

/// Compares the tables of this text with the schema of the inventory. Returns the findings, and the places that must not be shown.
pub(super) fn check(text: &str, root: &DeTable) -> (Report, Vec<Range<usize>>) {
    let mut walk = Walk { text, report: Report::default(), redacted: Vec::new() };
    walk.table(&KeyPath::root(), root, schema::inventory());
    (walk.report, walk.redacted)
}

struct Walk<'t> {
    text: &'t str,
    report: Report,
    redacted: Vec<Range<usize>>,
}

impl Walk<'_> {
    fn table(&mut self, path: &KeyPath, table: &DeTable, schema: &Value) {
        let known = schema.get("properties").and_then(Value::as_object);
        let others = schema.get("additionalProperties").filter(|others| !others.is_boolean());
        let free = schema.get("additionalProperties").and_then(Value::as_bool) == Some(true);
        let mut meant = Vec::new();
        for (key, value) in table {
            let path = path.key(key.get_ref());
            self.line(Place::Key(path.clone()), key.get_ref());
            match known.and_then(|known| known.get(key.get_ref().as_ref())).or(others) {
                Some(schema) => self.value(&path, value, schema::resolve(schema)),
                None if free => self.free(&path, value),
                None => meant.extend(self.unknown_key(path, key.get_ref(), value, known)),
            }
        }
        self.required(path, table, schema, &meant);
    }

    fn value(&mut self, path: &KeyPath, value: &Spanned<DeValue>, schema: &Value) {
        let schema = alternative(value.get_ref(), schema);
        match (value.get_ref(), kind(schema)) {
            (DeValue::Table(_), "object") if schema::is_secret(schema) => self.reference(path, value, schema),
            (DeValue::Table(table), "object") => self.table(path, table, schema),
            _ if schema::is_secret(schema) => {
                self.hide(value, true);
                self.report.push(plain_secret(path));
            }
            (DeValue::Array(array), "array") => {
                let items = schema.get("items").map_or(&Value::Null, schema::resolve);
                for (index, element) in array.iter().enumerate() {
                    self.value(&path.index(index), element, items);
                }
            }
            (DeValue::String(text), "string") => self.text(path, text, schema),
            (DeValue::Integer(number), "integer") => self.integer(path, number, &self.text[value.span()], schema),
            (DeValue::Boolean(_), "boolean") => {}
            (found, expected) => {
                self.hide(value, false);
                let mut finding = wrong_type(path, found, expected);
                finding.help = cure(path, value, &self.text[value.span()], schema, expected);
                self.report.push(finding);
            }
        }
    }

    /// A secret's table. If it is invalid, any value in it may be the secret itself.
    fn reference(&mut self, path: &KeyPath, value: &Spanned<DeValue>, schema: &Value) {
        let before = self.report.diagnostics().len();
        if let DeValue::Table(table) = value.get_ref() {
            self.table(path, table, schema);
        }
        if self.report.diagnostics().len() > before {
            self.hide(value, true);
        }
    }

    fn hide(&mut self, value: &Spanned<DeValue>, all: bool) {
        self.redacted.extend(redact::in_value(value, all));
    }

    /// A value of `docker.daemon`. Docker defines its shape, so this rejects only values that JSON cannot represent.
    fn free(&mut self, path: &KeyPath, value: &Spanned<DeValue>) {
        match value.get_ref() {
            DeValue::Table(table) => self.table(path, table, &serde_json::json!({ "additionalProperties": true })),
            DeValue::Array(array) => {
                array.iter().enumerate().for_each(|(index, element)| self.free(&path.index(index), element));
            }
            DeValue::String(text) => self.line(Place::Value(path.clone()), text),
            DeValue::Float(float) if is_finite(float) => {}
            found @ (DeValue::Datetime(_) | DeValue::Float(_)) => {
                self.report.push(wrong_type(path, found, "a JSON value"));
            }
            DeValue::Integer(_) | DeValue::Boolean(_) => {}
        }
    }

    fn text(&mut self, path: &KeyPath, text: &str, schema: &Value) {
        let names = schema::names(schema);
        if !names.is_empty() && !names.contains(&text) {
            self.report.push(unknown_name(path, text, &names));
        } else if schema.get("contentMediaType").is_some() {
            self.document(path, text);
        } else {
            self.line(Place::Value(path.clone()), text);
        }
    }

    fn integer(&mut self, path: &KeyPath, number: &DeInteger, written: &str, schema: &Value) {
        let bound = |name| schema.get(name).and_then(Value::as_i64);
        let (low, high) = (bound("minimum").unwrap_or(0), bound("maximum").unwrap_or(i64::from(u32::MAX)));
        let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
        if !number.is_some_and(|number| (low..=high).contains(&number)) {
            let message = format!("`{written}` is out of range; allowed: `{low}` to `{high}`");
            self.report.push(Diagnostic::at(codes::OUT_OF_RANGE, path.clone(), message));
        }
    }

    /// Reports missing keys, but not one that an unknown key stands for: that is one mistake.
    fn required(&mut self, path: &KeyPath, table: &DeTable, schema: &Value, meant: &[&str]) {
        let required = schema.get("required").and_then(Value::as_array);
        for key in required.into_iter().flatten().filter_map(Value::as_str) {
            if !table.contains_key(key) && !meant.contains(&key) {
                self.report.push(missing(path, key, schema));
            }
        }
    }

    /// Reports an unknown key. Returns the key that it stands for.
    fn unknown_key<'s>(
        &mut self,
        path: KeyPath,
        key: &str,
        value: &Spanned<DeValue>,
        known: Option<&'s Map<String, Value>>,
    ) -> Option<&'s str> {
        self.hide(value, redact::may_be_secret(key));
        let known: Vec<&str> = known.into_iter().flat_map(Map::keys).map(String::as_str).collect();
        if let Some(finding) = dotted_name(&path, key, value.get_ref(), &known) {
            self.report.push(finding);
            return None;
        }
        let meant = meant(key, &known);
        let message = format!("unknown key `{key}`");
        self.report.push(Diagnostic::new(codes::UNKNOWN_KEY, Place::Key(path), message).help(meant.help));
        meant.key
    }

    /// A text of several lines may contain line breaks and tabs, but no other control character.
    fn document(&mut self, path: &KeyPath, text: &str) {
        self.refuse_control(Place::Value(path.clone()), text, |c| c == '\n' || c == '\t');
    }

    /// Any other text is one line: swarmgen writes it to line-oriented files and file names.
    fn line(&mut self, place: Place, text: &str) {
        self.refuse_control(place, text, |_| false);
    }

    fn refuse_control(&mut self, place: Place, text: &str, allowed: fn(char) -> bool) {
        if let Some(control) = text.chars().find(|&c| c.is_control() && !allowed(c)) {
            let message = format!("the control character U+{:04X} is not allowed here", u32::from(control));
            let of_the_lines = control == '\r' && self.text.contains("\r\n");
            let help = match control {
                '\r' if of_the_lines => "Save the file with LF line endings.",
                '\u{7}'..='\u{c}' | '\u{1b}' if self.text.contains('\\') => {
                    "Remove the character, or write `\\\\` for a backslash."
                }
                _ => "Remove the character.",
            };
            self.report.push(Diagnostic::new(codes::CONTROL_CHARACTER, place, message).help(help));
        }
    }
}

/// The schema for this value, if the setting has several types.
fn alternative<'s>(value: &DeValue, schema: &'s Value) -> &'s Value {
    let wanted = match value {
        DeValue::Integer(_) => "integer",
        DeValue::String(_) => "string",
        DeValue::Array(_) => "array",
        DeValue::Table(_) => "object",
        _ => return schema,
    };
    let mut choices = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten().map(schema::resolve);
    choices.find(|choice| kind(choice) == wanted).unwrap_or(schema)
}

fn kind(schema: &Value) -> &str {
    let is_enumeration = schema.get("oneOf").is_some();
    schema.get("type").and_then(Value::as_str).unwrap_or(if is_enumeration { "string" } else { "value" })
}

fn plain_secret(path: &KeyPath) -> Diagnostic {
    let message = format!("`{path}` is a secret and must not be in the inventory as text");
    Diagnostic::at(codes::PLAIN_SECRET, path.clone(), message)
        .label("hidden here")
        .help(r#"Write `{ env = "NAME" }`, `{ file = "path" }` or `{ command = ["program", "argument"] }` instead."#)
}

fn wrong_type(path: &KeyPath, found: &DeValue, expected: &str) -> Diagnostic {
    let found = match found {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(float) if is_finite(float) => "a float",
        DeValue::Float(_) => "a float that is not finite",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    };
    let expected = match expected {
        "object" => "a table",
        "array" => "an array",
        "integer" => "an integer",
        "string" => "a string",
        "boolean" => "`true` or `false`",
        "value" => "a string or an integer",
        other => other,
    };
    Diagnostic::at(codes::WRONG_TYPE, path.clone(), format!("expected {expected}, found {found}"))
}

fn is_finite(float: &DeFloat) -> bool {
    float.as_str().parse().is_ok_and(f64::is_finite)
}

/// A host or group whose name has dots: `[hosts.ds1.example.com]` makes tables within tables.
fn dotted_name(path: &KeyPath, key: &str, value: &DeValue, known: &[&str]) -> Option<Diagnostic> {
    let [.., Segment::Key(kind), Segment::Key(name), Segment::Key(_)] = path.segments() else { return None };
    let has_known = |table: &DeTable| table.keys().any(|key| known.contains(&key.get_ref().as_ref()));
    let (dotted, DeValue::Table(inner)) = chain(&format!("{name}.{key}"), value, has_known) else { return None };
    let help = match kind.as_str() {
        "hosts" => format!("Write `[hosts.{name}]`: `cluster.domain` supplies the domain."),
        "groups" | "stacks" => format!("Write a name without dots, such as `[{kind}.{}]`.", dotted.replace('.', "-")),
        "files" => format!("Put the path in quotes: `files.\"/{}\"`.", dotted.replace('.', "/")),
        "units" => format!("Put the name in quotes: `units.{dotted:?}`."),
        _ => return None,
    };
    if !has_known(inner) {
        return None;
    }
    let message = format!("the dots in `{dotted}` make tables within tables");
    Some(Diagnostic::new(codes::UNKNOWN_KEY, Place::Key(path.clone()), message).help(help))
}

fn unknown_name(path: &KeyPath, text: &str, names: &[&str]) -> Diagnostic {
    let allowed = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let diagnostic =
        Diagnostic::at(codes::INVALID_VALUE, path.clone(), format!("unknown name `{text}`; allowed: {allowed}"));
    match meant::name(text, names) {
        Some(name) => diagnostic.help(format!("Did you mean `{name}`?")),
        None => diagnostic,
    }
}

fn missing(path: &KeyPath, key: &str, schema: &Value) -> Diagnostic {
    let about = schema.pointer(&format!("/properties/{key}/description")).and_then(Value::as_str).unwrap_or_default();
    let at = if path.segments().is_empty() { "the inventory".to_owned() } else { format!("`{path}`") };
    Diagnostic::at(codes::MISSING_KEY, path.clone(), format!("{at} has no `{key}`"))
        .help(format!("Add `{key}`: {}", lower_first(about)))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
