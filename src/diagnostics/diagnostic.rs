//! Findings about an inventory, each with a code, a place and a help text, collected in a [`Report`].

use std::{fmt, ops::Range};

use indexmap::IndexSet;

use crate::values::key_path::KeyPath;

/// The severity of a finding. `--strict` turns warnings into errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The output would be wrong.
    Error,
    /// The output is valid, but probably not intended.
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
    /// The severity of its findings.
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

/// The location of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The value at a key path, or the nearest table above it if the inventory does not have the value.
    Value(KeyPath),
    /// The key itself, for a finding about a name.
    Key(KeyPath),
    /// A byte range of the text, for a finding before parsing.
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
    /// The location of the problem.
    pub place: Place,
    /// The problem and the allowed values; lower case, no full stop, names and values in backticks.
    pub message: String,
    /// A short label at the location.
    pub label: Option<String>,
    /// The other locations of a conflict, each with a short label.
    pub also: Vec<(Place, String)>,
    /// Additional information, possibly several lines.
    pub note: Option<String>,
    /// How to fix it, as an imperative sentence.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding about the value at `path`.
    pub fn at(code: Code, path: KeyPath, message: impl Into<String>) -> Self {
        Self::new(code, Place::Value(path), message)
    }

    /// A finding about any location.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        let Code { name: code, severity, page: _ } = code;
        Self { severity, code, place, message: message.into(), label: None, also: Vec::new(), note: None, help: None }
    }

    /// Adds the label of the location.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds another location of the conflict.
    #[must_use]
    pub fn also(mut self, path: KeyPath, label: impl Into<String>) -> Self {
        self.also.push((Place::Value(path), label.into()));
        self
    }

    /// Adds information.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Adds the help text.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// All findings of the stages so far. A mistake in `[defaults]` is found on every host, but is listed once.
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

    /// Adds several findings.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(diagnostics);
    }

    /// The findings in the order of their discovery.
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
