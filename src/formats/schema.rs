//! The JSON Schema of the inventory, generated from the types of [`crate::model::inventory`].

use std::sync::LazyLock;

use schemars::{Schema, generate::SchemaSettings, transform::RecursiveTransform};
use serde_json::{Value, json};

use crate::model::inventory::Inventory;

static INVENTORY: LazyLock<Value> = LazyLock::new(|| {
    let settings = SchemaSettings::draft2020_12()
        .with_transform(RecursiveTransform(without_null))
        .with_transform(RecursiveTransform(unwrapped));
    settings.into_generator().into_root_schema_for::<Inventory>().into()
});

static SECRET_KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let tables = INVENTORY.get("$defs").and_then(Value::as_object).into_iter().flat_map(|tables| tables.values());
    let keys = tables.filter_map(|table| table.get("properties")?.as_object()).flatten();
    keys.filter(|(_, value)| is_secret(resolve(value))).map(|(key, _)| key.as_str()).collect()
});

/// The schema of an inventory.
pub fn inventory() -> &'static Value {
    &INVENTORY
}

/// Follows `$ref` to its definition.
///
/// # Panics
/// If the schema lacks a definition that it refers to; a generated schema has all of them.
pub fn resolve(schema: &Value) -> &Value {
    let Some(name) = schema.get("$ref").and_then(Value::as_str) else { return schema };
    let pointer = name.strip_prefix('#').expect("all definitions are in the schema itself");
    INVENTORY.pointer(pointer).expect("a generated schema has what it names")
}

/// Whether this is the schema of [`crate::values::secret::SecretRef`].
pub fn is_secret(schema: &Value) -> bool {
    ["env", "file", "command"].iter().all(|way| schema.pointer(&format!("/properties/{way}")).is_some())
}

/// The keys with a secret as their value, in any table.
pub fn secret_keys() -> &'static [&'static str] {
    &SECRET_KEYS
}

/// The names of an enumeration; empty for any other schema.
pub fn names(schema: &Value) -> Vec<&str> {
    let variants = schema.get("oneOf").and_then(Value::as_array);
    variants.into_iter().flatten().filter_map(|variant| variant.get("const")?.as_str()).collect()
}

/// TOML has no null: an optional setting may be absent, but not null.
fn without_null(schema: &mut Schema) {
    schema.remove("default");
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(choices)) = schema.get("anyOf") else { return };
    let [inner, null] = &choices[..] else { return };
    if *null == json!({ "type": "null" }) {
        let inner = inner.as_object().cloned().unwrap_or_default();
        schema.remove("anyOf");
        inner.into_iter().for_each(|(key, value)| drop(schema.insert(key, value)));
    }
}

/// Joins the lines of each paragraph: doc comments wrap where the source does.
fn unwrapped(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        let paragraphs: Vec<_> = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
        *text = paragraphs.join("\n\n");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{inventory, names, resolve, secret_keys};

    #[test]
    fn every_option_has_help() {
        fn walk(path: &str, schema: &Value) {
            for (key, option) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
                assert!(option.get("description").is_some(), "{path}.{key} has no doc comment");
            }
        }
        walk("", inventory());
        for (name, definition) in inventory()["$defs"].as_object().expect("definitions") {
            walk(name, definition);
        }
    }

    #[test]
    fn the_keys_of_secrets_are_known() {
        for key in ["password", "password_hash", "secret", "username"] {
            assert!(secret_keys().contains(&key), "{key}");
        }
        assert!(!secret_keys().contains(&"file"));
    }

    #[test]
    fn optional_settings_are_not_nullable() {
        assert!(!inventory().to_string().contains("\"null\""));
    }

    #[test]
    fn an_enumeration_lists_its_names() {
        let role = &inventory()["$defs"]["HostTable"]["properties"]["role"];
        assert_eq!(names(resolve(role)), ["manager", "worker"]);
    }
}
