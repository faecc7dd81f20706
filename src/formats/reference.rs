//! The options of the inventory as a page, made from the schema: `docs/inventory.md`.

use std::fmt::Write;

use serde_json::Value;

use crate::formats::schema;

/// The page: every table with its keys, their types and what they mean.
pub fn markdown(root: &Value) -> String {
    let mut page =
        "# The inventory\n\nMade by `swarmgen schema --markdown`; the types in `src/model/inventory` are the source.\n"
            .to_owned();
    for (name, table) in properties(root) {
        let resolved = schema::resolve(table);
        let (heading, resolved) = match resolved.get("additionalProperties").filter(|inner| inner.is_object()) {
            Some(inner) => (format!("[{name}.NAME]"), schema::resolve(inner)),
            None => (format!("[{name}]"), resolved),
        };
        section(&mut page, &heading, text(table, "description"), resolved);
    }
    nested(&mut page, root);
    page
}

/// Tables that stand within others, such as a file of the user's own.
fn nested(page: &mut String, root: &Value) {
    let definition = |name: &str| &root["$defs"][name];
    let tables = [
        ("files.\"/PATH\"", "FileTable"),
        ("units.\"NAME\"", "UnitTable"),
        ("pxe.images.OS", "NetbootTable"),
        ("SECRET", "SecretRef"),
    ];
    for (heading, name) in tables {
        section(page, heading, text(definition(name), "description"), definition(name));
    }
}

fn section(page: &mut String, heading: &str, about: &str, table: &Value) {
    let _ = write!(page, "\n## `{heading}`\n\n{about}\n\n| key | type | |\n|---|---|---|\n");
    let required = table.get("required").and_then(Value::as_array);
    for (key, option) in properties(table) {
        let needed = required.is_some_and(|required| required.iter().any(|name| name == key));
        let kind = kind(schema::resolve(option));
        let need = if needed { "**Required.** " } else { "" };
        let _ = writeln!(page, "| `{key}` | {kind} | {need}{} |", text(option, "description"));
    }
}

fn kind(option: &Value) -> String {
    if let Some(choices) = option.get("anyOf").and_then(Value::as_array) {
        return choices.iter().map(|choice| kind(schema::resolve(choice))).collect::<Vec<_>>().join(" or ");
    }
    let names = schema::names(option);
    if !names.is_empty() {
        return names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    }
    match text(option, "type") {
        "array" => format!("list of {}s", kind(schema::resolve(&option["items"]))),
        "object" => "table".to_owned(),
        "integer" => bounds(option),
        other => other.to_owned(),
    }
}

fn bounds(option: &Value) -> String {
    match (option.get("minimum"), option.get("maximum")) {
        (Some(low), Some(high)) => format!("integer, {low} to {high}"),
        (Some(low), None) => format!("integer from {low}"),
        _ => "integer".to_owned(),
    }
}

fn properties(table: &Value) -> impl Iterator<Item = (&String, &Value)> {
    table.get("properties").and_then(Value::as_object).into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
