//! Formats a [`Report`] as text for people and as JSON for programs.
//!
//! Only this file uses the library that draws the snippets.

use std::{borrow::Cow, fmt::Write, ops::Range};

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use crate::diagnostics::{Diagnostic, Place, Report, Severity, source::Document};

/// The number of findings with a snippet: the first ones matter most, and more would scroll them away.
const SHOWN: usize = 20;

/// The findings as text, errors first and by their place in the inventory, with a line that counts them.
pub fn human(report: &Report, document: &Document, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let sorted = sorted(report, document);
    let source = masked(document);
    let mut text = String::new();
    for diagnostic in sorted.iter().take(SHOWN) {
        text.push_str(&renderer.render(&groups(diagnostic, document, &source)));
        text.push_str("\n\n");
    }
    if let Some(more) = sorted.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(text, "… and {more} more; `--format json` gives all\n");
    }
    text.push_str(&count(&sorted));
    text
}

/// The findings as JSON, one object a line, errors first and by their place in the inventory.
pub fn json(report: &Report, document: &Document) -> String {
    let mut text = String::new();
    for diagnostic in sorted(report, document) {
        let line = JsonDiagnostic::new(diagnostic, document);
        text.push_str(&serde_json::to_string(&line).expect("strings and numbers serialise"));
        text.push('\n');
    }
    text
}

fn sorted<'r>(report: &'r Report, document: &Document) -> Vec<&'r Diagnostic> {
    let mut sorted: Vec<_> = report.diagnostics().collect();
    sorted.sort_by_cached_key(|d| (d.severity, document.span(&d.place).map(|span| span.start)));
    sorted
}

/// The text with stars in place of secrets: reports end up in logs.
fn masked<'t>(document: &Document<'t>) -> Cow<'t, str> {
    let redacted = document.redacted.iter().filter_map(|span| document.span(&Place::Span(span.clone())));
    let mut text = Cow::Borrowed(document.text);
    for span in redacted {
        let star = |c: char| if c == '\n' { "\n".to_owned() } else { "*".repeat(c.len_utf8()) };
        let stars: String = document.text[span.clone()].chars().map(star).collect();
        text.to_mut().replace_range(span, &stars);
    }
    text
}

fn groups<'d>(diagnostic: &'d Diagnostic, document: &'d Document, source: &'d str) -> Vec<Group<'d>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code);
    let group = match snippet(diagnostic, document, source) {
        Some(snippet) => title.element(snippet),
        None => title.element(annotate_snippets::Origin::path(&document.name)),
    };
    let note = diagnostic.note.as_ref().map(|note| Level::NOTE.message(note));
    let help = diagnostic.help.as_ref().map(|help| Level::HELP.message(help));
    vec![group.elements(note).elements(help)]
}

fn snippet<'d>(
    diagnostic: &'d Diagnostic,
    document: &'d Document,
    source: &'d str,
) -> Option<Snippet<'d, Annotation<'d>>> {
    let primary = AnnotationKind::Primary.span(document.span(&diagnostic.place)?);
    let also = diagnostic
        .also
        .iter()
        .filter_map(|(place, label)| Some(AnnotationKind::Context.span(document.span(place)?).label(label)));
    let snippet = Snippet::source(source).path(&document.name).annotation(primary.label(diagnostic.label.as_deref()));
    Some(snippet.annotations(also))
}

fn count(sorted: &[&Diagnostic]) -> String {
    let of = |severity| sorted.iter().filter(|d| d.severity == severity).count();
    let counted = [(of(Severity::Error), "error"), (of(Severity::Warning), "warning")];
    let parts = counted.iter().filter(|(n, _)| *n > 0);
    let words: Vec<_> = parts.map(|(n, what)| format!("{n} {what}{}", if *n == 1 { "" } else { "s" })).collect();
    let first = sorted.first().map(|d| d.code);
    first.map(|code| format!("{}; `swarmgen explain {code}` tells more\n", words.join(", "))).unwrap_or_default()
}

/// A finding as `--format json` writes it.
#[derive(Serialize)]
struct JsonDiagnostic<'d> {
    severity: &'static str,
    code: &'static str,
    message: &'d str,
    file: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<JsonSpan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'d str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<JsonPlace<'d>>,
}

#[derive(Serialize)]
struct JsonPlace<'d> {
    label: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<JsonSpan>,
}

/// A byte range with its start and end: lines and columns from 1, columns in characters.
#[derive(Serialize)]
struct JsonSpan {
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'d> JsonDiagnostic<'d> {
    fn new(diagnostic: &'d Diagnostic, document: &'d Document) -> Self {
        let also = diagnostic.also.iter().map(|(place, label)| JsonPlace {
            label,
            path: path(place),
            span: document.span(place).map(|span| JsonSpan::new(document.text, span)),
        });
        Self {
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            code: diagnostic.code,
            message: &diagnostic.message,
            file: &document.name,
            path: path(&diagnostic.place),
            span: document.span(&diagnostic.place).map(|span| JsonSpan::new(document.text, span)),
            label: diagnostic.label.as_deref(),
            note: diagnostic.note.as_deref(),
            help: diagnostic.help.as_deref(),
            also: also.collect(),
        }
    }
}

impl JsonSpan {
    fn new(text: &str, Range { start, end }: Range<usize>) -> Self {
        let (line, column) = position(text, start);
        let (end_line, end_column) = position(text, end);
        Self { start, end, line, column, end_line, end_column }
    }
}

fn path(place: &Place) -> Option<String> {
    match place {
        Place::Value(path) | Place::Key(path) => Some(path.to_string()),
        Place::Span(_) | Place::File => None,
    }
}

fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
