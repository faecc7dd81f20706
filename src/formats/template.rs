//! The templates of line-oriented files, and the quoting of their languages.
//!
//! Structured formats are serialised, not templated. A template only places values: it fails on an undefined value,
//! prints strings and numbers only, and passes each through the filter of the file's language.

use minijinja::{
    Environment, Error, ErrorKind, UndefinedBehavior,
    value::{Serde, Value, ValueKind},
};
use serde::Serialize;

/// The values of a template.
pub struct Values(Value);

impl Values {
    /// The values of a context type; a template names its fields.
    pub fn of(context: &impl Serialize) -> Self {
        Self(Value::from(Serde(context)))
    }

    /// No values.
    pub fn none() -> Self {
        Self(Value::UNDEFINED)
    }
}

/// Templates by name.
pub struct Templates(Environment<'static>);

impl Templates {
    /// Reads the templates, each given by name and source.
    ///
    /// # Panics
    /// If a source has a mistake; all are built in.
    pub fn new(sources: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let mut environment = strict();
        for (name, source) in sources {
            environment.add_template_owned(name, source).expect("the built-in templates are tested");
        }
        Self(environment)
    }

    /// Renders the template with this name.
    ///
    /// # Panics
    /// If the template does not exist, or a value is missing or has a type that a file cannot hold.
    pub fn render(&self, name: &str, values: &Values) -> String {
        let template = self.0.get_template(name).expect("every template is built in");
        template.render(values.0.clone()).expect("each template fits its one context type")
    }
}

fn strict() -> Environment<'static> {
    let mut environment = Environment::new();
    let syntax =
        environment.syntax().to_builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.expect("the syntax is minijinja's own"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(|out, state, value| match value.kind() {
        ValueKind::String | ValueKind::Number => minijinja::escape_formatter(out, state, value),
        kind => {
            Err(Error::new(ErrorKind::InvalidOperation, format!("cannot write a {kind} into a file; convert it first")))
        }
    });
    environment.add_filter("sh", |text: String| sh(&text));
    environment.add_filter("unit", |text: String| unit(&text));
    environment
}

/// A word of POSIX sh with exactly this text: within single quotes, only the quote itself is special.
pub fn sh(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A literal setting of a systemd unit: only the `%` of specifiers is special.
///
/// systemd joins a line that ends in a backslash with the next one, and drops blanks at both ends. The inventory
/// rejects such values, see `resolve`.
pub fn unit(text: &str) -> String {
    text.replace('%', "%%")
}
