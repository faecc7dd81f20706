//! Expands the variables of a whole file, and turns the results into numbers and booleans where Docker does.

use super::{
    client::Client,
    expand::{Lookup, Refused, expand},
    tree::{At, Fault, Key, Node, Value},
};

/// The type of a value at some places, if its text has variables.
#[derive(Clone, Copy)]
enum Cast {
    Integer,
    Float,
    Boolean,
}

use Cast::{Boolean, Float, Integer};

/// The places, `*` for any name and `[]` for an element of a list.
const CASTS: [(&str, Cast); 29] = [
    ("configs.*.external", Boolean),
    ("networks.*.attachable", Boolean),
    ("networks.*.external", Boolean),
    ("networks.*.internal", Boolean),
    ("secrets.*.external", Boolean),
    ("services.*.configs.[].mode", Integer),
    ("services.*.deploy.placement.max_replicas_per_node", Integer),
    ("services.*.deploy.replicas", Integer),
    ("services.*.deploy.restart_policy.max_attempts", Integer),
    ("services.*.deploy.rollback_config.max_failure_ratio", Float),
    ("services.*.deploy.rollback_config.parallelism", Integer),
    ("services.*.deploy.update_config.max_failure_ratio", Float),
    ("services.*.deploy.update_config.parallelism", Integer),
    ("services.*.healthcheck.disable", Boolean),
    ("services.*.healthcheck.retries", Integer),
    // Since engine 27.
    ("services.*.oom_score_adj", Integer),
    ("services.*.ports.[].published", Integer),
    ("services.*.ports.[].target", Integer),
    ("services.*.privileged", Boolean),
    ("services.*.read_only", Boolean),
    ("services.*.secrets.[].mode", Integer),
    ("services.*.stdin_open", Boolean),
    ("services.*.tty", Boolean),
    ("services.*.ulimits.*", Integer),
    ("services.*.ulimits.*.hard", Integer),
    ("services.*.ulimits.*.soft", Integer),
    ("services.*.volumes.[].read_only", Boolean),
    ("services.*.volumes.[].volume.nocopy", Boolean),
    ("volumes.*.external", Boolean),
];

/// A variable without a value that Docker lets pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unset {
    /// Where it is.
    pub at: At,
    /// Its name, or the text with the dollar.
    pub name: String,
    /// The effect.
    pub without: Without,
}

/// The effect of a missing value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Without {
    /// It replaces the variable with an empty string.
    Empty,
    /// It drops a text that it cannot read.
    Dropped,
    /// It leaves the variable out of the environment of this service.
    LeftOut(String),
}

/// Expands the variables of a file.
pub(super) struct Expansion<'e> {
    pub(super) client: Client,
    pub(super) lookup: &'e Lookup<'e>,
    pub(super) unset: Vec<Unset>,
    pub(super) faults: Vec<Fault>,
}

impl Expansion<'_> {
    /// Expands a value at its place.
    pub(super) fn node(&mut self, node: Node, path: &str) -> Node {
        let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let value = match node.value {
            Value::Text(text) => self.text(text, node.at, path),
            Value::List(elements) => {
                let below = below("[]");
                Value::List(elements.into_iter().map(|element| self.node(element, &below)).collect())
            }
            Value::Table(entries) => {
                let entry = |(key, node): (Key, Node)| (self.node(node, &below(&key.name)), key);
                Value::Table(entries.into_iter().map(entry).map(|(node, key)| (key, node)).collect())
            }
            value => value,
        };
        Node { at: node.at, value }
    }

    /// Adds the names in environments that Docker looks up by itself: `- NAME`, or `NAME:` without a value.
    pub(super) fn bare_names(&mut self, file: &Node) {
        for (service, node) in file.get("services").map(Node::entries).unwrap_or_default() {
            let Some(environment) = node.get("environment") else { continue };
            let listed = environment.elements().iter().filter_map(|it| Some((it.at, it.text()?)));
            let listed = listed.filter(|(_, text)| !text.contains('='));
            let null = environment.entries().iter().filter(|(_, value)| matches!(value.value, Value::Null));
            let names = listed.chain(null.map(|(key, _)| (key.at, key.name.as_str())));
            let unset = names.filter(|(_, name)| (self.lookup)(name).is_none());
            self.unset.extend(unset.map(|(at, name)| {
                let without = Without::LeftOut(service.name.clone());
                Unset { at, name: name.to_owned(), without }
            }));
        }
    }

    fn text(&mut self, text: String, at: At, path: &str) -> Value {
        if !text.contains('$') {
            return Value::Text(text);
        }
        let expanded = expand(&text, self.client, self.lookup);
        let unset = |without| move |name: String| Unset { at, name, without: Without::clone(&without) };
        self.unset.extend(expanded.unset.into_iter().map(unset(Without::Empty)));
        self.unset.extend(expanded.dropped.into_iter().map(unset(Without::Dropped)));
        if let Some(refused) = expanded.refused {
            self.faults.push(refusal(refused, at));
            return Value::Unknown;
        }
        let cast = CASTS.iter().find(|(pattern, _)| is_at(path, pattern)).map(|(_, cast)| *cast);
        match cast.filter(|_| expanded.text != text && !self.client.is_first()) {
            None => Value::Text(expanded.text),
            Some(cast) => cast.apply(&expanded.text).unwrap_or_else(|| {
                self.faults.push(uncast(cast, &text, &expanded.text, path, at));
                Value::Unknown
            }),
        }
    }
}

fn is_at(path: &str, pattern: &str) -> bool {
    let (mut path, mut pattern) = (path.split('.'), pattern.split('.'));
    loop {
        match (path.next(), pattern.next()) {
            (None, None) => return true,
            (Some(part), Some(wanted)) if part == wanted || wanted == "*" => {}
            _ => return false,
        }
    }
}

impl Cast {
    fn apply(self, text: &str) -> Option<Value> {
        match self {
            Integer => text.parse::<i64>().ok().map(|number| Value::Integer(number.into())),
            Float => text.parse::<f64>().ok().map(Value::Float),
            Boolean => match text.to_lowercase().as_str() {
                "y" | "yes" | "true" | "on" => Some(Value::Bool(true)),
                "n" | "no" | "false" | "off" => Some(Value::Bool(false)),
                _ => None,
            },
        }
    }

    fn allowed(self) -> &'static str {
        match self {
            Integer => "a whole number",
            Float => "a number",
            Boolean => "`true` or `false`",
        }
    }
}

fn refusal(refused: Refused, at: At) -> Fault {
    match refused {
        Refused::Invalid(text) => Fault::new(at, format!("docker cannot expand `{text}`"))
            .help("Write `$$` for a literal dollar, and `${NAME:-default}` for a variable."),
        Refused::Required(name, message) => {
            let told = if message.is_empty() { String::new() } else { format!(": {message}") };
            Fault::new(at, format!("the file requires a value of the variable `{name}`{told}"))
                .help(format!("Write the value instead of the variable, or a default: `${{{name}:-VALUE}}`."))
        }
    }
}

fn uncast(cast: Cast, text: &str, expanded: &str, path: &str, at: At) -> Fault {
    let place = path.replace(".[]", "[]");
    let allowed = cast.allowed();
    Fault::new(at, format!("`{place}` must be {allowed}, but `{text}` becomes {}", quoted(expanded)))
        .help("Write the value instead of the variable, or a default: `${NAME:-VALUE}`.")
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "an empty string".to_owned() } else { format!("`{text}`") }
}
