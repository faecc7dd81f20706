//! Finds the mistake of one statement, and its fix. The frequent mistakes come first, each with its own words; the parser's
//! words are the last resort. No message quotes a value: it may be a secret.

use std::ops::Range;

use super::{
    assignment::{COLON, NO_EQUALS, assignment, colon},
    header, inner,
    lexer::{Fault, TYPOGRAPHIC},
    statements::{Statement, line_at},
    value,
};
use crate::diagnostics::{Diagnostic, Place, codes};

/// The broken statement, and the place and words of the parser.
pub(super) struct Broken<'t> {
    pub(super) text: &'t str,
    pub(super) statement: &'t Statement,
    pub(super) place: Range<usize>,
    pub(super) words: &'t str,
}

/// A mistake with its place and its fix.
pub(super) struct Mistake {
    pub(super) place: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

impl Mistake {
    pub(super) fn new(place: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { place, message: message.into(), help: help.into() }
    }
}

impl<'t> Broken<'t> {
    /// The text of the statement.
    pub(super) fn shown(&self) -> &'t str {
        &self.text[self.statement.span.clone()]
    }

    /// The place of a part of the statement.
    pub(super) fn part(&self, from: usize, length: usize) -> Range<usize> {
        let start = self.statement.span.start + from;
        start..start + length
    }

    /// The place of the character at this byte of the text.
    fn character(&self, at: usize) -> (char, Range<usize>) {
        let found = self.text[at..].chars().next().unwrap_or(' ');
        (found, at..at + found.len_utf8())
    }
}

/// The causes, the most certain first.
const CAUSES: [fn(&Broken) -> Option<Mistake>; 8] =
    [foreign_comment, typographic, open, header::mistake, colon, assignment, value::mistake, closer];

/// The finding about a broken statement.
pub(super) fn diagnose(broken: &Broken) -> Diagnostic {
    let mistake = CAUSES.iter().find_map(|cause| cause(broken)).unwrap_or_else(|| inner::mistake(broken));
    Diagnostic::new(codes::TOML_SYNTAX, Place::Span(mistake.place), mistake.message).help(mistake.help)
}

const NO_COMMENT: &str = "does not start a comment in TOML";

/// Whether the finding is about a line in another language, which seldom stands alone.
pub(super) fn is_foreign(finding: &Diagnostic) -> bool {
    [COLON, NO_EQUALS].contains(&finding.message.as_str()) || finding.message.ends_with(NO_COMMENT)
}

fn foreign_comment(broken: &Broken) -> Option<Mistake> {
    let sign =
        ["//", "/*", "*/", ";", "--", "<!--", "%", "REM "].into_iter().find(|it| broken.shown().starts_with(it))?;
    let message = format!("`{}` {NO_COMMENT}", sign.trim());
    Some(Mistake::new(broken.part(0, sign.trim().len()), message, "Start the comment with `#`."))
}

fn typographic(broken: &Broken) -> Option<Mistake> {
    let Some(Fault::Typographic(at)) = broken.statement.fault else { return None };
    let (found, place) = broken.character(at);
    if found == '＝' {
        return Some(Mistake::new(place, "`＝` is not the `=` of TOML", "Write `=`."));
    }
    if found.is_whitespace() || found == '\u{200b}' {
        let message = format!("the character U+{:04X} looks like a blank but is not one", u32::from(found));
        return Some(Mistake::new(place, message, "Replace it with a blank."));
    }
    let straight = if "‘’‚‛´`".contains(found) { '\'' } else { '"' };
    let message = format!("`{found}` is a typographic quote; TOML requires the straight quote `{straight}`");
    let help = format!("Replace the typographic quotes of this line with `{straight}`.");
    Some(Mistake::new(place, message, help))
}

fn open(broken: &Broken) -> Option<Mistake> {
    let Some(Fault::Open(at)) = broken.statement.fault else { return None };
    let rest = &broken.text[at..];
    if let Some(mistake) = value::without_opening_quote(broken, at) {
        return Some(mistake);
    }
    let long = ["\"\"\"", "'''"].into_iter().find(|quotes| rest.starts_with(quotes));
    let opener = long.unwrap_or(&rest[..1]);
    let closer = match opener {
        "{" => "}",
        "[" => "]",
        quotes => quotes,
    };
    let message = format!("`{opener}` has no closing `{closer}`");
    let line = line_at(broken.text, at).trim_end();
    let help = match opener {
        "{" => "Add `}` at the end of the table.".to_owned(),
        "[" => "Add `]` at the end of the list.".to_owned(),
        "\"" if line.ends_with('\'') => "End the string with `\"`, as it starts.".to_owned(),
        "'" if line.ends_with('"') => "End the string with `'`, as it starts.".to_owned(),
        quotes => format!("Add `{quotes}` at the end of the string."),
    };
    Some(Mistake::new(at..at + opener.len(), message, help))
}

/// A control character in a key or a header, where no quotes help.
pub(super) fn control(place: Range<usize>, found: char) -> Mistake {
    let message = format!("the control character U+{:04X} is not allowed here", u32::from(found));
    Mistake::new(place, message, "Remove the character, and save the inventory as UTF-8.")
}

fn closer(broken: &Broken) -> Option<Mistake> {
    let Some(Fault::Closer(at)) = broken.statement.fault else { return None };
    let (found, place) = broken.character(at);
    let opener = if found == ']' { '[' } else { '{' };
    Some(Mistake::new(place, format!("`{found}` closes no `{opener}`"), format!("Remove the `{found}`.")))
}

/// Whether the text contains a character that only looks like one of TOML.
pub(super) fn has_typographic(text: &str) -> bool {
    text.contains(|c| TYPOGRAPHIC.contains(c))
}
