//! What swarmgen has to say about an inventory: findings with a code, a place and a cure, collected in a [`Report`].

use std::{fmt, ops::Range};

use indexmap::IndexSet;

use crate::values::key_path::KeyPath;

/// How grave a finding is. Warnings become errors under `--strict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The output cannot be right.
    Error,
    /// The output is right, but probably not what is wanted.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// A kind of finding. [`crate::catalog`] lists all.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// The name, in kebab-case.
    pub name: &'static str,
    /// How grave each finding of it is.
    pub severity: Severity,
    /// Its page, in Markdown.
    pub page: &'static str,
}

/// A code with its page, which lies in `docs/diagnostics/`.
macro_rules! code {
    ($name:literal, $severity:ident) => {
        $crate::diagnostics::Code {
            name: $name,
            severity: $crate::diagnostics::Severity::$severity,
            page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diagnostics/", $name, ".md")),
        }
    };
}
pub(crate) use code;

/// What a finding points at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The value at a key path, or the nearest table above it where the inventory does not have it.
    Value(KeyPath),
    /// The key itself, for what is wrong with a name.
    Key(KeyPath),
    /// A byte range of the text, for what is found before there are keys.
    Span(Range<usize>),
    /// The file as a whole.
    File,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The kebab-case code; each has a page in [`crate::catalog`].
    pub code: &'static str,
    /// What it is about.
    pub place: Place,
    /// What was found and what is allowed; lowercase, no full stop, names and values in backticks.
    pub message: String,
    /// A few words at the place itself.
    pub label: Option<String>,
    /// The other places of a conflict, each with a few words.
    pub also: Vec<(Place, String)>,
    /// What else helps to understand it, also as several lines.
    pub note: Option<String>,
    /// The cure, as an imperative sentence.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding about the value at `path`.
    pub fn at(code: Code, path: KeyPath, message: impl Into<String>) -> Self {
        Self::new(code, Place::Value(path), message)
    }

    /// A finding about any place.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        let Code { name: code, severity, page: _ } = code;
        Self { severity, code, place, message: message.into(), label: None, also: Vec::new(), note: None, help: None }
    }

    /// Adds the few words at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds another place of the conflict.
    #[must_use]
    pub fn also(mut self, path: KeyPath, label: impl Into<String>) -> Self {
        self.also.push((Place::Value(path), label.into()));
        self
    }

    /// Adds what else helps to understand it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Adds the cure.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// All findings of the stages so far, each once: a mistake in `[defaults]` is found on every host and told only here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    diagnostics: IndexSet<Diagnostic>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.insert(diagnostic);
    }

    /// Adds the findings of another report.
    pub fn append(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
    }

    /// The findings in the order in which they were made.
    pub fn diagnostics(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.diagnostics.iter()
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// Makes every warning an error, as `--strict` asks.
    #[must_use]
    pub fn strict(self) -> Self {
        let error = |diagnostic| Diagnostic { severity: Severity::Error, ..diagnostic };
        Self { diagnostics: self.diagnostics.into_iter().map(error).collect() }
    }
}

impl From<Diagnostic> for Report {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: IndexSet::from([diagnostic]) }
    }
}
