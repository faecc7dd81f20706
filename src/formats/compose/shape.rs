//! The kinds of values that a compose file may have at a place. The facts about each key are in [`super::shapes`].

use super::tree::{Node, Value};

/// A kind of plain value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A date without quotes, which Docker turns into a string in mappings only.
    Date,
    Bool,
    Null,
    /// A whole number, `2.0` too.
    Integer,
    /// A whole number from 0, `2.0` too.
    Count,
    /// A whole number without a point.
    Limit,
    /// A number.
    Number,
    /// A number from 0.
    Amount,
}

/// The allowed values of a place.
#[derive(Debug)]
pub(super) enum Shape {
    Any,
    /// One of these kinds.
    Plain(&'static [Kind]),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A length of time, which every version of the format checks from this one on.
    Duration(u8),
    Size,
    /// A string in shell words.
    Command,
    /// A port of the short form, a number or a string.
    Port,
    /// A volume of the short form.
    Volume,
    List(&'static Self),
    /// A list without equal elements.
    Set(&'static Self),
    /// A mapping with any keys.
    Map(&'static Self),
    /// A mapping whose keys have the letters of names.
    Names(&'static Self),
    Table(&'static Table),
    /// One of these, which differ in type.
    Either(&'static [&'static Self]),
}

/// A mapping with known keys.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) keys: &'static [Key],
    /// The version from which it may have keys that start with `x-`.
    pub(super) extensions: Option<u8>,
    /// The version from which Docker ignores unknown keys.
    pub(super) open: Option<u8>,
    pub(super) required: &'static [&'static str],
}

/// A key of a table.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    /// The versions that have it with this shape: the `x` of `3.x`.
    pub(super) since: u8,
    pub(super) until: u8,
    pub(super) shape: &'static Shape,
}

/// A key of every version.
pub(super) const fn key(name: &'static str, shape: &'static Shape) -> Key {
    Key { name, since: 0, until: u8::MAX, shape }
}

impl Key {
    pub(super) const fn since(self, since: u8) -> Self {
        Self { since, ..self }
    }

    pub(super) const fn until(self, until: u8) -> Self {
        Self { until, ..self }
    }

    pub(super) const fn is_in(&self, version: u8) -> bool {
        self.since <= version && version <= self.until
    }
}

impl Table {
    pub(super) const fn of(keys: &'static [Key]) -> Self {
        Self { keys, extensions: None, open: None, required: &[] }
    }

    pub(super) const fn open(keys: &'static [Key], since: u8) -> Self {
        Self { open: Some(since), ..Self::of(keys) }
    }

    pub(super) const fn extensible(keys: &'static [Key], since: u8) -> Self {
        Self { extensions: Some(since), ..Self::of(keys) }
    }

    pub(super) const fn requires(self, required: &'static [&'static str]) -> Self {
        Self { required, ..self }
    }
}

impl Kind {
    pub(super) fn takes(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text, Value::Text(_))
            | (Self::Date, Value::Date(_))
            | (Self::Bool, Value::Bool(_))
            | (Self::Null, Value::Null)
            | (Self::Integer | Self::Number, Value::Integer(_))
            | (Self::Number, Value::Float(_)) => true,
            (Self::Count | Self::Amount, Value::Integer(number)) => *number >= 0,
            (Self::Limit, Value::Integer(number)) => i64::try_from(*number).is_ok(),
            (Self::Integer, Value::Float(number)) => number.fract() == 0.0,
            (Self::Count, Value::Float(number)) => number.fract() == 0.0 && *number >= 0.0,
            (Self::Amount, Value::Float(number)) => *number >= 0.0,
            _ => false,
        }
    }

    fn allowed(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Date | Self::Null => "",
            Self::Bool => "`true` or `false`",
            Self::Integer | Self::Limit => "a whole number",
            Self::Count => "a whole number from 0",
            Self::Number => "a number",
            Self::Amount => "a number from 0",
        }
    }
}

impl Shape {
    /// Whether a value has the type of this shape; its content may still be wrong.
    pub(super) fn is_of_type(&self, node: &Node) -> bool {
        let value = &node.value;
        match self {
            Self::Any => true,
            Self::Plain(kinds) => kinds.iter().any(|kind| kind.takes(value)),
            Self::Word(_) | Self::Duration(_) | Self::Size | Self::Command | Self::Volume => {
                matches!(value, Value::Text(_))
            }
            Self::Port => matches!(value, Value::Text(_) | Value::Integer(_)),
            Self::List(_) | Self::Set(_) => matches!(value, Value::List(_)),
            Self::Map(_) | Self::Names(_) | Self::Table(_) => matches!(value, Value::Table(_)),
            Self::Either(shapes) => shapes.iter().any(|shape| shape.is_of_type(node)),
        }
    }

    /// The values that Docker allows, for a message.
    pub(super) fn allowed(&self) -> String {
        match self {
            Self::Any => "anything".to_owned(),
            Self::Plain(kinds) => joined(kinds.iter().map(|kind| kind.allowed().to_owned())),
            Self::Word(words) => joined(words.iter().map(|word| format!("`{word}`"))),
            Self::Duration(_) => "a string with a length of time, such as `30s` or `1m30s`".to_owned(),
            Self::Size => "a string with a size, such as `512M`".to_owned(),
            Self::Command | Self::Volume => "a string".to_owned(),
            Self::Port => "a port, such as `8080:80`".to_owned(),
            Self::List(_) | Self::Set(_) => "a list".to_owned(),
            Self::Map(_) | Self::Names(_) | Self::Table(_) => "a mapping".to_owned(),
            Self::Either(shapes) => joined(shapes.iter().map(|shape| shape.allowed())),
        }
    }
}

fn joined(names: impl Iterator<Item = String>) -> String {
    let names: Vec<_> = names.filter(|name| !name.is_empty()).collect();
    match names.split_last() {
        None => "null".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, head)) => format!("{} or {last}", head.join(", ")),
    }
}
