//! A compose file as a tree in which every key and value has its place in the text.

use serde_json::{Map, Number, Value as Json};

/// A place in the text: line and column, both from 1, the column in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A mistake in a compose file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fault {
    /// Where it is.
    pub at: At,
    /// The mistake, and the values that Docker allows there.
    pub text: String,
    /// How to fix it, as a sentence; empty if the text says it.
    pub help: String,
}

impl Fault {
    pub(super) fn new(at: At, text: impl Into<String>) -> Self {
        Self { at, text: text.into(), help: String::new() }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }
}

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) at: At,
    pub(super) value: Value,
}

/// A key with its place.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) at: At,
    pub(super) name: String,
}

/// A value as Docker's YAML reader types it.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    /// A date that the text has without quotes.
    Date(String),
    Text(String),
    List(Vec<Node>),
    Table(Vec<(Key, Node)>),
    /// A value that another fault already names.
    Unknown,
}

impl Node {
    /// The entries of a table; none for another value.
    pub(super) fn entries(&self) -> &[(Key, Self)] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.entries().iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// The elements of a list; none for another value.
    pub(super) fn elements(&self) -> &[Self] {
        match &self.value {
            Value::List(elements) => elements,
            _ => &[],
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether a key has a value that is neither empty nor null.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some_and(|node| match &node.value {
            Value::Text(text) => !text.is_empty(),
            Value::List(elements) => !elements.is_empty(),
            Value::Table(entries) => !entries.is_empty(),
            value => !matches!(value, Value::Null),
        })
    }

    /// The value as JSON, as Docker compares the elements of a list.
    pub(super) fn json(&self) -> Json {
        match &self.value {
            Value::Null | Value::Unknown => Json::Null,
            Value::Bool(flag) => Json::Bool(*flag),
            Value::Integer(number) => integer(*number),
            Value::Float(number) => float(*number),
            Value::Date(text) | Value::Text(text) => Json::String(text.clone()),
            Value::List(elements) => elements.iter().map(Self::json).collect(),
            Value::Table(entries) => Json::Object(self::entries(entries)),
        }
    }

    /// The value as a message shows it.
    pub(super) fn shown(&self) -> String {
        match &self.value {
            Value::Null => "null".to_owned(),
            Value::List(_) => "a list".to_owned(),
            Value::Table(_) => "a mapping".to_owned(),
            Value::Bool(_) => format!("the boolean `{}`", self.json()),
            Value::Integer(_) | Value::Float(_) => format!("the number `{}`", self.json()),
            Value::Date(text) => format!("the date `{text}`"),
            Value::Text(text) => format!("the string `{}`", excerpt(text)),
            Value::Unknown => "unknown".to_owned(),
        }
    }
}

fn entries(entries: &[(Key, Node)]) -> Map<String, Json> {
    entries.iter().map(|(key, node)| (key.name.clone(), node.json())).collect()
}

fn integer(number: i128) -> Json {
    let small = i64::try_from(number).map(Number::from).or_else(|_| u64::try_from(number).map(Number::from));
    small.map_or(Json::Null, Json::Number)
}

/// JSON does not know that `2.0` was a float, and neither do Docker's types.
fn float(number: f64) -> Json {
    #[expect(clippy::cast_possible_truncation, reason = "the comparison finds a number that does not fit")]
    let whole = number as i64;
    #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "a number that loses precision is not equal")]
    let is_whole = whole as f64 == number;
    if is_whole { Json::from(whole) } else { Json::from(number) }
}

/// A text that fits into a message.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    let line: String = text.chars().take_while(|c| *c != '\n').take(LONGEST).collect();
    if line.len() < text.len() { format!("{line}…") } else { line }
}
