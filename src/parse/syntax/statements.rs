//! Splits a text with syntax errors into statements: headers, keys with their values, and comments.
//! TOML's own parser loses the statement after a forgotten bracket or quote. This one finds where the next statement begins.

use std::ops::Range;

use super::lexer::{Fault, Lexer};
use crate::formats::schema;

/// One header, one key with its value, or one comment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) span: Range<usize>,
    /// The first fault that the lexer saw.
    pub(super) fault: Option<Fault>,
}

/// The statements of a text, in order.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let line = line_at(text, at);
        let start = at + line.len() - line.trim_start().len();
        if line.trim().is_empty() {
            at += line.len();
            continue;
        }
        let statement = match line.trim_start().chars().next() {
            Some('#' | '[') => Statement { span: start..at + line.trim_end().len(), fault: None },
            _ => Lexer::new(text, start).statement(),
        };
        at = end_of_line(text, statement.span.end.max(start + 1));
        found.push(statement);
    }
    found
}

/// The rest of the line, with its line break.
pub(super) fn line_at(text: &str, at: usize) -> &str {
    text[at..].split_inclusive('\n').next().unwrap_or_default()
}

/// The start of the next line, unless `at` is the start of one.
fn end_of_line(text: &str, at: usize) -> usize {
    if text[..at].ends_with('\n') { at } else { at + line_at(text, at).len() }
}

/// Whether the line is the header of a table: it cannot be a part of a value.
pub(super) fn is_header(line: &str) -> bool {
    let inner = line.split('#').next().unwrap_or_default().trim();
    let Some(inner) = inner.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) else { return false };
    let inner = inner.trim_matches(['[', ']', ' ']);
    inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && !inner.contains([',', '=', '{'])
        && !["true", "false", "inf", "nan"].contains(&inner)
}

/// Whether the line is the header of a table of an inventory. In a text of several lines, it is a sign that the text has no end:
/// a unit has headers too, but other ones.
pub(super) fn is_inventory_header(line: &str) -> bool {
    let inner = line.trim().trim_matches(['[', ']', ' ']);
    let first = inner.split('.').next().unwrap_or_default();
    let known = schema::inventory().get("properties").and_then(|properties| properties.get(first));
    is_header(line) && known.is_some()
}

/// Whether the line begins with a key and `=`.
pub(super) fn is_key_value(line: &str) -> bool {
    let Some((key, _)) = line.split_once('=') else { return false };
    let part = |c: char| c.is_ascii_alphanumeric() || "_-.\"'/ ".contains(c);
    let key = key.trim();
    key.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') && key.chars().all(part)
}

#[cfg(test)]
mod tests {
    use super::{Fault, statements};

    /// The statements of a text, each with the text at its fault.
    fn split(text: &str) -> Vec<(&str, Option<&str>)> {
        let fault = |fault: Fault| match fault {
            Fault::Open(at) | Fault::Typographic(at) | Fault::Closer(at) => &text[at..],
        };
        let pair = |statement: super::Statement| {
            let found = statement.fault.map(|it| fault(it).lines().next().unwrap_or_default());
            (&text[statement.span], found)
        };
        statements(text).into_iter().map(pair).collect()
    }

    #[test]
    fn a_statement_ends_where_the_next_one_begins() {
        let valid = "a = 1\n[b]\nc = [\n  \"]\", # ]\n  { d = 1 },\n]\ne = \"\"\"\n[f]\n\"\"\"\n";
        let starts: Vec<_> = split(valid).iter().map(|(text, fault)| (&text[..3], *fault)).collect();
        assert_eq!(starts, [("a =", None), ("[b]", None), ("c =", None), ("e =", None)]);
    }

    #[test]
    fn an_open_bracket_is_found_where_it_is() {
        assert_eq!(split("a = { b = 1\n[c]\n"), [("a = { b = 1", Some("{ b = 1")), ("[c]", None)]);
        assert_eq!(split("a = [1,\nb = 2\n"), [("a = [1,", Some("[1,")), ("b = 2", None)]);
        assert_eq!(split("a = { b = 1\nc = 2\n[d]\n")[..2], [("a = { b = 1", Some("{ b = 1")), ("c = 2", None)]);
        assert_eq!(split("a = { b = 1\n c = 2 }\nd = 1"), [("a = { b = 1\n c = 2 }", None), ("d = 1", None)]);
        assert_eq!(split("a = { b = [1 }\nc = 1\n")[0], ("a = { b = [1 }", Some("[1 }")));
        assert_eq!(split("a = { b = 1")[0], ("a = { b = 1", Some("{ b = 1")));
    }

    #[test]
    fn an_open_quote_is_found_where_it_is() {
        assert_eq!(split("a = \"b\nc = 1\n"), [("a = \"b", Some("\"b")), ("c = 1", None)]);
        assert_eq!(split("a = [\"b]\nc = 1\n"), [("a = [\"b]", Some("\"b]")), ("c = 1", None)]);
        let text = "a = \"\"\"\nx\n[Unit]\ny\n[hosts.b]\nc = \"\"\"\nz\n\"\"\"\n";
        assert_eq!(split(text)[0], ("a = \"\"\"\nx\n[Unit]\ny", Some("\"\"\"")));
        assert_eq!(split("a = \"\"\"\nx\n\n[hosts.b]\nc = 1\n")[0].0, "a = \"\"\"\nx");
    }
}
