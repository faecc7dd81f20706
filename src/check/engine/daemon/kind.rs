//! The kind of value that a key of `daemon.json` requires.

use serde_json::{Map, Value};

use super::format::Format;
use crate::values::key_path::KeyPath;

/// The kind of value that a key requires.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// A whole number from 0 to this one.
    UpTo(i64),
    /// The size of a packet.
    Mtu,
    /// A string.
    Text,
    /// One of these words; an empty string means the default.
    Word(&'static [&'static str]),
    /// A string of this format, or an empty one, which means the default.
    Optional(&'static Format),
    /// A string of this format.
    Formatted(&'static Format),
    /// A list of values of one kind.
    ListOf(&'static Self),
    /// A table of values of one kind, with any keys.
    TableOf(&'static Self),
    /// A table. The engine ignores the case of its keys, and other keys.
    Record(&'static [(&'static str, Self)]),
    /// A table. The engine rejects other keys.
    Closed(&'static [(&'static str, Self)]),
}

use Kind::{Closed, Flag, Formatted, ListOf, Mtu, Number, Optional, Record, TableOf, Text, UpTo, Word};

/// A value of the wrong kind.
#[derive(Debug)]
pub struct Objection {
    /// Its path within `daemon.json`.
    pub at: KeyPath,
    /// The values that the engine allows there.
    pub allowed: String,
    /// Whether the key itself is wrong.
    pub is_key: bool,
}

impl Kind {
    /// The values that do not have this kind, at `at` or within it.
    pub fn objections(self, at: &KeyPath, value: &Value) -> Vec<Objection> {
        match (self, value) {
            (ListOf(kind), Value::Array(values)) => {
                let within = values.iter().enumerate().map(|(index, value)| (at.index(index), value));
                within.flat_map(|(at, value)| kind.objections(&at, value)).collect()
            }
            (TableOf(kind), Value::Object(table)) => {
                table.iter().flat_map(|(key, value)| kind.objections(&at.key(key), value)).collect()
            }
            (Record(fields), Value::Object(table)) => in_record(fields, at, table),
            (Closed(fields), Value::Object(table)) => {
                let others = table.keys().filter(|key| !fields.iter().any(|(name, _)| name == key));
                let unknown = |key: &String| {
                    let allowed = ticked(fields.iter().map(|(name, _)| *name));
                    Objection { at: at.key(key), allowed, is_key: true }
                };
                others.map(unknown).chain(in_record(fields, at, table)).collect()
            }
            _ if self.is(value) => Vec::new(),
            _ => vec![Objection { at: at.clone(), allowed: self.one(), is_key: false }],
        }
    }

    /// Whether a value that is neither a list nor a table has this kind.
    fn is(self, value: &Value) -> bool {
        let text = |fits: &dyn Fn(&str) -> bool| value.as_str().is_some_and(fits);
        let number = |fits: &dyn Fn(i64) -> bool| value.as_i64().is_some_and(fits);
        match self {
            Flag => value.is_boolean(),
            Number => value.is_i64(),
            UpTo(most) => number(&|it| (0..=most).contains(&it)),
            Mtu => number(&|it| it == 0 || (68..=65535).contains(&it)),
            Text => value.is_string(),
            Word(words) => text(&|it| it.is_empty() || words.contains(&it)),
            Optional(format) => text(&|it| it.is_empty() || (format.fits)(it)),
            Formatted(format) => text(&format.fits),
            ListOf(_) | TableOf(_) | Record(_) | Closed(_) => false,
        }
    }

    /// A value of this kind, as a message names it.
    pub fn one(self) -> String {
        match self {
            Flag => "`true` or `false`".to_owned(),
            Number => "an integer".to_owned(),
            UpTo(i64::MAX) => "an integer that is not negative".to_owned(),
            UpTo(most) => format!("an integer from 0 to {most}"),
            Mtu => "an integer from 68 to 65535".to_owned(),
            Text => "a string".to_owned(),
            Word(words) => format!("one of {}", ticked(words.iter().copied())),
            Optional(format) | Formatted(format) => format.name.to_owned(),
            ListOf(kind) => format!("a list of {}", kind.several()),
            TableOf(kind) => format!("a table of {}", kind.several()),
            Record(_) | Closed(_) => "a table".to_owned(),
        }
    }

    fn several(self) -> &'static str {
        match self {
            Flag => "booleans, `true` or `false`",
            Number | UpTo(_) | Mtu => "integers",
            Text | Word(_) | Optional(_) | Formatted(_) => "strings",
            ListOf(_) => "lists",
            TableOf(_) | Record(_) | Closed(_) => "tables",
        }
    }
}

fn in_record(fields: &[(&str, Kind)], at: &KeyPath, table: &Map<String, Value>) -> Vec<Objection> {
    let kind = |key: &str| fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, kind)| *kind);
    let known = table.iter().filter_map(|(key, value)| Some((at.key(key), kind(key)?, value)));
    known.flat_map(|(at, kind, value)| kind.objections(&at, value)).collect()
}

/// The names in backticks, with commas.
pub(super) fn ticked<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
