//! Tables that are understood and checked, but that no part of the output is made from yet.

use indexmap::IndexMap;
use serde_json::Value;

use crate::{
    diagnostic::{Diagnostic, Report},
    inventory::Inventory,
    key_path::KeyPath,
};

const TABLES: [&str; 1] = ["pxe"];

/// Warns of each such table in which the inventory says something.
pub(super) fn warn(inventory: &Inventory, report: &mut Report) {
    let written = serde_json::to_value(Inventory { hosts: IndexMap::new(), ..inventory.clone() });
    let Ok(Value::Object(written)) = written else { unreachable!("a table serialises as one") };
    for table in TABLES.iter().filter(|table| written.get(**table).is_some_and(says_something)) {
        let message = format!("`[{table}]` is checked, but nothing is rendered from it yet");
        report.push(Diagnostic::warning("not-rendered-yet", KeyPath::of([table]), message));
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Object(table) => table.values().any(says_something),
        _ => true,
    }
}
