//! How to fix a value of the wrong type.

use serde_json::Value;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    formats::schema,
    parse::redact,
    values::key_path::{KeyPath, Segment},
};

/// The longest value that a help text repeats.
const SHOWN: usize = 60;

/// The fix of the value at `path`; `written` is its text in the inventory, and `expected` the type of its schema.
pub(super) fn cure(
    path: &KeyPath,
    value: &Spanned<DeValue>,
    written: &str,
    schema: &Value,
    expected: &str,
) -> Option<String> {
    let key = last_key(path)?;
    // A mount option may contain a key.
    let shown = written.len() <= SHOWN && !written.contains('\n') && redact::marked(written).next().is_none();
    match (expected, value.get_ref()) {
        ("array", DeValue::String(text)) if shown => Some(list(key, text, schema)),
        ("array", DeValue::String(_)) => Some(format!("Write a list of strings: `{key} = [\"…\"]`.")),
        ("array", DeValue::Integer(_) | DeValue::Boolean(_)) => Some(format!("Write a list: `{key} = [{written}]`.")),
        ("array", DeValue::Table(_)) if item_keys(schema).is_some() => {
            Some(format!("Write `{key} = [{}]`.", entry(item_keys(schema)?)))
        }
        ("array", _) => Some(format!("Write a list: `{key} = [\"…\", \"…\"]`.")),
        ("string", _) if !schema::names(schema).is_empty() => {
            let names: Vec<_> = schema::names(schema).iter().map(|name| format!("`\"{name}\"`")).collect();
            Some(format!("Write one of {}.", names.join(", ")))
        }
        ("string", DeValue::Integer(_)) if key == "mode" => Some(format!("Write `mode = \"{written:0>4}\"`.")),
        ("string", DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_)) => {
            Some(format!("Put it in quotes: `{} = \"{written}\"`.", in_toml(key)))
        }
        ("string", DeValue::Table(_)) => Some(dotted(path, key, value.get_ref())),
        ("string" | "value", DeValue::Array(array)) if array.len() == 1 => {
            Some(format!("Write one value without brackets: `{key} = …`."))
        }
        ("integer" | "boolean", DeValue::String(text)) if shown => Some(unquoted(key, text, expected)),
        ("integer", DeValue::Float(_)) => Some("Write a whole number.".to_owned()),
        ("integer", _) => Some(format!("Write a number without quotes, such as `{key} = 1`.")),
        ("boolean", _) => Some(format!("Write `{key} = true` or `{key} = false`.")),
        ("object", found) => Some(table(path, key, found, schema)),
        _ => None,
    }
}

fn last_key(path: &KeyPath) -> Option<&str> {
    path.segments().iter().rev().find_map(|segment| match segment {
        Segment::Key(key) => Some(key.as_str()),
        Segment::Index(_) => None,
    })
}

/// The key as TOML requires it.
fn in_toml(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if key.chars().all(bare) { key.to_owned() } else { format!("{key:?}") }
}

/// A list in the place of one string. An SSH key contains blanks, the words of other lists do not.
fn list(key: &str, text: &str, schema: &Value) -> String {
    let of_lines = schema.pointer("/items/contentMediaType").is_some();
    let parts: Vec<_> = if of_lines || key == "command" {
        vec![text]
    } else {
        text.split([',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect()
    };
    let quoted: Vec<_> = parts.iter().map(|part| format!("{part:?}")).collect();
    match &quoted[..] {
        // The text may be a secret in the place of a reference to it.
        _ if key == "command" => "Write a list: `command = [\"program\", \"argument\"]`.".to_owned(),
        [] => format!("Write a list: `{key} = [\"…\"]`."),
        quoted => format!("Write a list: `{key} = [{}]`.", quoted.join(", ")),
    }
}

fn unquoted(key: &str, text: &str, expected: &str) -> String {
    let word = text.trim().to_ascii_lowercase();
    let plain = match (expected, word.as_str()) {
        ("boolean", "true" | "yes" | "on" | "1") => "true".to_owned(),
        ("boolean", "false" | "no" | "off" | "0") => "false".to_owned(),
        ("boolean", _) => return format!("Write `{key} = true` or `{key} = false`."),
        _ if word.parse::<u32>().is_ok() => word,
        _ => return format!("Write a number without quotes, such as `{key} = 1`."),
    };
    format!("Remove the quotes: `{key} = {plain}`.")
}

/// A dot in a key without quotes makes a table: `com.example.disk`.
fn dotted(path: &KeyPath, key: &str, value: &DeValue) -> String {
    let map =
        path.parent().is_some_and(|parent| ["labels", "dropins"].iter().any(|map| last_key(&parent) == Some(map)));
    let (name, last) = chain(key, value, |_| false);
    if !map || matches!(last, DeValue::Table(_)) {
        return format!("Write `{} = \"…\"`.", in_toml(key));
    }
    format!("Put a key with dots in quotes: `{name:?} = \"…\"`.")
}

/// The dotted name that starts with this key, and the first value that is not a table with one key, or that `ends` selects.
pub(super) fn chain<'v>(
    key: &str,
    value: &'v DeValue<'v>,
    ends: impl Fn(&DeTable) -> bool,
) -> (String, &'v DeValue<'v>) {
    let (mut name, mut value) = (key.to_owned(), value);
    while let DeValue::Table(table) = value
        && let (1, false, Some((key, inner))) = (table.len(), ends(table), table.iter().next())
    {
        name = format!("{name}.{}", key.get_ref());
        value = inner.get_ref();
    }
    (name, value)
}

fn table(path: &KeyPath, key: &str, found: &DeValue, schema: &Value) -> String {
    let depth = path.segments().len();
    let properties = schema.get("properties").and_then(Value::as_object);
    match (found, properties) {
        (DeValue::Array(_), _) if depth == 1 && key == "hosts" => {
            "Write a table with one pair of brackets for each host, such as `[hosts.ds1]`.".to_owned()
        }
        (_, Some(_)) if schema::is_secret(schema) => {
            r#"Write `{ env = "NAME" }`, `{ file = "path" }` or `{ command = ["program", "argument"] }`."#.to_owned()
        }
        (DeValue::Array(array), Some(_)) if array.iter().all(|it| matches!(it.get_ref(), DeValue::Table(_))) => {
            format!("Write `[{path}]`, with one pair of brackets.")
        }
        (DeValue::String(_), Some(_)) if main_key(path).is_some() => {
            format!("Write `[{path}]`, and `{} = \"…\"` below it.", main_key(path).unwrap_or_default())
        }
        (_, Some(_)) if matches!(path.segments().last(), Some(Segment::Index(_))) => {
            format!("Write a table such as `{}`.", entry(schema))
        }
        (_, Some(keys)) => {
            let keys: Vec<_> = keys.keys().map(|key| format!("`{key}`")).collect();
            format!("Write a table `[{path}]`. Its keys are {}.", keys.join(", "))
        }
        (_, None) if key == "daemon" => "Write a table `[docker.daemon]` with the keys of `daemon.json`.".to_owned(),
        (_, None) if key == "labels" => "Write `labels = { KEY = \"VALUE\" }`.".to_owned(),
        (_, None) => {
            format!("Write a table for each entry, such as `[{path}.NAME]`; quote a NAME with dots or slashes.")
        }
    }
}

/// The schema of the elements of a list of tables.
fn item_keys(schema: &Value) -> Option<&Value> {
    let items = schema::resolve(schema.get("items")?);
    items.get("required").map(|_| items)
}

/// A table with the required keys, on one line.
fn entry(schema: &Value) -> String {
    let keys = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let keys: Vec<_> = keys.map(|key| format!("{key} = …")).collect();
    format!("{{ {} }}", keys.join(", "))
}

/// The key of an entry that one string in its place stands for.
fn main_key(path: &KeyPath) -> Option<&'static str> {
    match last_key(&path.parent()?)? {
        "hosts" => Some("address"),
        "stacks" => Some("compose"),
        "files" | "units" => Some("content"),
        _ => None,
    }
}
