//! Compares the values of a compose file with their shapes.

use std::collections::BTreeSet;

use super::{
    client::Client,
    notation::{command_mistake, is_duration, is_size, port_mistake, volume_mistake},
    shape::{Shape, Table},
    tree::{Fault, Key, Node, Value, excerpt},
    unknown::unknown,
};

/// The part that a judge looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Everything.
    Whole,
    /// The types and equal elements, before variables are expanded.
    Types,
    /// The content of strings, after that.
    Content,
}

pub(super) struct Judge {
    pub(super) client: Client,
    /// The version of the format: the `x` of `3.x`.
    pub(super) version: u8,
    pub(super) look: Look,
    pub(super) faults: Vec<Fault>,
}

impl Judge {
    /// Judges a value at its place.
    pub(super) fn judge(&mut self, shape: &'static Shape, node: &Node, path: &str) {
        if matches!(node.value, Value::Unknown) {
            return;
        }
        if let Shape::Either(shapes) = shape {
            match shapes.iter().find(|shape| shape.is_of_type(node)) {
                Some(shape) => self.judge(shape, node, path),
                None => self.wrong_type(shape, node, path),
            }
        } else if shape.is_of_type(node) {
            self.content(shape, node, path);
        } else {
            self.wrong_type(shape, node, path);
        }
    }

    fn content(&mut self, shape: &'static Shape, node: &Node, path: &str) {
        match shape {
            Shape::List(of) => self.list(of, node, path),
            Shape::Set(of) => {
                self.list(of, node, path);
                self.unique(node, path);
            }
            Shape::Map(of) => self.map(of, node, path, |name| !name.is_empty()),
            Shape::Names(of) => self.map(of, node, path, is_name),
            Shape::Table(table) => self.table(table, node, path),
            _ => self.notation(shape, node, path),
        }
    }

    fn list(&mut self, of: &'static Shape, node: &Node, path: &str) {
        for (index, element) in node.elements().iter().enumerate() {
            self.judge(of, element, &format!("{path}[{index}]"));
        }
    }

    fn unique(&mut self, node: &Node, path: &str) {
        if self.look == Look::Content {
            return;
        }
        let mut seen = BTreeSet::new();
        for element in node.elements() {
            if !seen.insert(element.json().to_string()) {
                let text = format!("`{path}` has {} twice; each element must be unique", element.shown());
                self.faults.push(Fault::new(element.at, text).help("Remove one of the two."));
            }
        }
    }

    fn map(&mut self, of: &'static Shape, node: &Node, path: &str, is_allowed: fn(&str) -> bool) {
        for (key, value) in node.entries() {
            if !is_allowed(&key.name) {
                let text = format!("`{path}` has the name `{}`; allowed: letters, digits, `.`, `_` and `-`", key.name);
                self.faults.push(Fault::new(key.at, text));
            }
            self.judge(of, value, &format!("{path}.{}", key.name));
        }
    }

    fn table(&mut self, table: &'static Table, node: &Node, path: &str) {
        for (key, value) in node.entries() {
            let below = if path.is_empty() { key.name.clone() } else { format!("{path}.{}", key.name) };
            match table.keys.iter().find(|it| it.name == key.name && it.is_in(self.version)) {
                Some(known) => self.judge(known.shape, value, &below),
                None if self.is_ignored(table, key) => {}
                None => self.faults.push(unknown(table, key, path, self.client, self.version)),
            }
        }
        for name in table.required.iter().filter(|name| node.get(name).is_none()) {
            self.faults.push(Fault::new(node.at, format!("`{path}` has no `{name}`, which Docker requires")));
        }
    }

    fn is_ignored(&self, table: &Table, key: &Key) -> bool {
        let since = |version: Option<u8>| version.is_some_and(|version| version <= self.version);
        since(table.open) || (since(table.extensions) && key.name.starts_with("x-"))
    }

    fn notation(&mut self, shape: &Shape, node: &Node, path: &str) {
        if self.look == Look::Types && !matches!(shape, Shape::Duration(since) if *since <= self.version) {
            return;
        }
        let text = match &node.value {
            Value::Text(text) => text.clone(),
            value @ Value::Integer(_) => format!("{}", Node { at: node.at, value: value.clone() }.json()),
            _ => return,
        };
        let mistake = match shape {
            Shape::Word(words) => (!words.contains(&text.as_str())).then(String::new),
            Shape::Duration(_) => (!is_duration(&text)).then(String::new),
            Shape::Size => (!is_size(&text)).then(String::new),
            Shape::Command => command_mistake(&text).map(str::to_owned),
            Shape::Port => port_mistake(&text),
            Shape::Volume => volume_mistake(&text).map(str::to_owned),
            _ => None,
        };
        let Some(mistake) = mistake else { return };
        let text = match mistake.as_str() {
            "" => format!("`{path}` must be {}, not `{}`", shape.allowed(), excerpt(&text)),
            mistake => format!("docker cannot read `{}` in `{path}`: {mistake}", excerpt(&text)),
        };
        self.faults.push(Fault::new(node.at, text));
    }

    fn wrong_type(&mut self, shape: &Shape, node: &Node, path: &str) {
        if self.look == Look::Content {
            return;
        }
        let place = if path.is_empty() { "the file".to_owned() } else { format!("`{path}`") };
        let text = format!("{place} must be {}, not {}", shape.allowed(), node.shown());
        // The long form, of Compose alone.
        let is_long_form = path.ends_with(".depends_on");
        let instead = || "Write a list of names; a swarm does not wait for a condition.".to_owned();
        let help = if is_long_form { instead() } else { cure(shape, node, self.client) };
        self.faults.push(Fault::new(node.at, text).help(help));
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

/// The help for a value of the wrong type.
fn cure(shape: &Shape, node: &Node, client: Client) -> String {
    let as_text = Node { at: node.at, value: Value::Text(String::new()) };
    match &node.value {
        Value::Integer(number) if matches!(shape, Shape::Duration(_)) => format!("Write a unit: `{number}s`."),
        Value::Integer(number) if matches!(shape, Shape::Size) => format!("Write the bytes in quotes: `'{number}'`."),
        Value::Bool(_) if shape.is_of_type(&as_text) && client.has_old_yaml() => {
            format!("Write the value in quotes; {} reads `yes`, `no`, `on` and `off` as booleans.", client.name())
        }
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Date(_) if shape.is_of_type(&as_text) => {
            "Write the value in quotes.".to_owned()
        }
        Value::Text(text) if text.parse::<f64>().is_ok() || ["true", "false"].contains(&text.as_str()) => {
            format!("Write the value without quotes: `{text}`.")
        }
        Value::Text(_) if shape.is_of_type(&Node { at: node.at, value: Value::Bool(true) }) => {
            "Write `true` or `false`.".to_owned()
        }
        _ => String::new(),
    }
}
