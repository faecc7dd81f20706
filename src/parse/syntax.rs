//! Syntax errors of TOML, one for each mistake.
//!
//! The parser reports every consequence of a mistake. This module finds the statement with the mistake, describes it, blanks it out
//! and parses the rest again, until no error is left.

mod assignment;
mod duplicate;
mod foreign;
mod header;
mod inner;
mod lexer;
mod mistakes;
mod statements;
mod value;

use toml::de::{DeTable, Error};

use self::{
    mistakes::Broken,
    statements::{Statement, statements},
};
use crate::diagnostics::{Diagnostic, Place, Report, codes};

/// The number of times that the text is parsed again. A mistake that hides no other one needs no extra time.
const ROUNDS: usize = 20;
const DUPLICATE: &str = "duplicate key";

/// Turns the parser's errors about this text into findings.
pub(super) fn diagnose(text: &str, errors: Vec<Error>) -> Report {
    if let Some(finding) = foreign::diagnose(text).filter(|_| errors.iter().any(|error| !is_duplicate(error))) {
        return finding.into();
    }
    let statements = statements(text);
    let done = vec![false; statements.len()];
    let mut search = Search { text, rest: text.to_owned(), statements, done, foreign: None, report: Report::default() };
    let first = errors.first().and_then(Error::span);
    let mut errors = errors;
    for _ in 0..ROUNDS {
        if !search.round(&errors) {
            break;
        }
        errors = DeTable::parse_recoverable(&search.rest).1;
    }
    search.duplicates(&errors);
    if !search.report.has_errors() {
        let place = first.map_or(Place::File, Place::Span);
        search.report.push(Diagnostic::new(codes::TOML_SYNTAX, place, "this is not valid TOML"));
    }
    search.report
}

fn is_duplicate(error: &Error) -> bool {
    error.message() == DUPLICATE
}

struct Search<'t> {
    text: &'t str,
    /// The text without the statements that have a finding.
    rest: String,
    statements: Vec<Statement>,
    /// The statements that have a finding.
    done: Vec<bool>,
    /// The last broken statement, and its message.
    foreign: Option<(usize, String)>,
    report: Report,
}

impl Search<'_> {
    /// Reports the broken statements. Returns whether there are any.
    fn round(&mut self, errors: &[Error]) -> bool {
        let before = self.done.iter().filter(|done| **done).count();
        for error in errors.iter().filter(|error| !is_duplicate(error)) {
            let at = error.span().map_or(0, |span| span.start);
            let Some(index) = self.broken(at).filter(|index| !self.done[*index]) else { continue };
            self.report(index, error);
            self.blank(index);
            // The parser has lost its place: its next errors may be consequences.
            if self.statements[index].fault.is_some() {
                break;
            }
        }
        self.done.iter().filter(|done| **done).count() > before
    }

    /// The statement that explains an error here: one with an open quote or bracket above it, or the one at this place.
    fn broken(&self, at: usize) -> Option<usize> {
        let above = self.statements.partition_point(|statement| statement.span.start <= at);
        let left = |index: &usize| !self.done[*index];
        let open = (0..above).filter(left).find(|index| self.statements[*index].fault.is_some());
        open.or(above.checked_sub(1))
    }

    /// Reports the mistake of a statement. Lines of another language below each other are one mistake.
    fn report(&mut self, index: usize, error: &Error) {
        let statement = &self.statements[index];
        let place = error.span().unwrap_or(statement.span.clone());
        let broken = Broken { text: self.text, statement, place, words: error.message() };
        let finding = mistakes::diagnose(&broken);
        let last = self.foreign.replace((index, finding.message.clone()));
        let goes_on = last.is_some_and(|(above, message)| above + 1 == index && message == finding.message);
        if !goes_on || !mistakes::is_foreign(&finding) {
            self.report.push(finding);
        }
    }

    /// Replaces a statement with blanks. A header stays a header, with a name of its own: the keys below it must not become
    /// keys of the table above.
    fn blank(&mut self, index: usize) {
        self.done[index] = true;
        let span = self.statements[index].span.clone();
        let text = &self.text[span.clone()];
        let mut blanks: String = text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        let header = format!("[_{index}]");
        let is_header = text.starts_with('[') || text.ends_with([']', ')']) && !text.contains('=');
        if is_header && blanks.len() >= header.len() {
            blanks.replace_range(..header.len(), &header);
        }
        self.rest.replace_range(span, &blanks);
    }

    /// Reports duplicate keys, but not the keys below the header of a duplicate table.
    fn duplicates(&mut self, errors: &[Error]) {
        let mut duplicate_table = None;
        for span in errors.iter().filter(|error| is_duplicate(error)).filter_map(Error::span) {
            let header = self.header_of(span.start);
            if header.is_some() && header == duplicate_table {
                continue;
            }
            if header.is_some_and(|header| self.statements[header].span.contains(&span.start)) {
                duplicate_table = header;
            }
            self.report.push(duplicate::diagnose(self.text, span));
        }
    }

    /// The header above this place.
    fn header_of(&self, at: usize) -> Option<usize> {
        let is_header = |statement: &Statement| self.text[statement.span.start..].starts_with('[');
        self.statements.iter().rposition(|statement| statement.span.start <= at && is_header(statement))
    }
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::{Place, diagnose};

    /// The findings about a text: each with its line and its message.
    fn told(text: &str) -> Vec<(usize, String)> {
        let report = diagnose(text, DeTable::parse_recoverable(text).1);
        let line = |place: &Place| match place {
            Place::Span(span) => text[..span.start].matches('\n').count() + 1,
            place => panic!("{place:?}"),
        };
        report.diagnostics().map(|finding| (line(&finding.place), finding.message.clone())).collect()
    }

    #[test]
    fn a_mistake_is_told_once_and_where_it_is() {
        for (wrong, line, expected) in MISTAKES {
            let text = format!("[a]\nk = 1\n{wrong}\n[z]\nlast = 1\n[y]\nlast = {{ b = 1 }}\n");
            let told = told(&text);
            let [(at, message)] = &told[..] else { panic!("{wrong}: {told:?}") };
            assert!(*at == line && message.contains(expected), "{wrong}: {told:?}");
        }
    }

    #[test]
    fn two_mistakes_are_two_findings() {
        let told = told("[a]\nb = { c = 1\n[d]\ne = x\nf = “y”\n[g\nh = 1\n");
        let lines: std::collections::BTreeSet<_> = told.iter().map(|(line, _)| *line).collect();
        assert!(lines.into_iter().eq([2, 4, 5, 6]) && told.len() == 4, "{told:?}");
    }

    #[test]
    fn lines_of_another_language_are_one_mistake() {
        let told = told("[a]\nb = 1\nc = 1\nhosts:\n  ds1:\n    address: 1\n[c]\nd: 1\n// e\n// f\n");
        assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 8, 9], "{told:?}");
        assert_eq!(self::told("hello").len(), 1);
    }

    #[test]
    fn a_duplicate_table_is_one_mistake() {
        let told = told("[a]\nb = 1\nc = 1\n[d]\n[a]\nb = 1\nc = 1\n");
        assert_eq!(told, [(5, "duplicate key `a`".to_owned())]);
    }

    const MISTAKES: [(&str, usize, &str); 49] = [
        ("b = { c = 1", 3, "`{` has no closing `}`"),
        ("b = [1, 2", 3, "`[` has no closing `]`"),
        ("b = [\n 1,\n 2,", 3, "`[` has no closing `]`"),
        ("b = { c = [1, 2 }", 3, "`[` has no closing `]`"),
        ("b = { c = 1 } }", 3, "`}` closes no `{`"),
        ("b = { c = 1\n d = 1 }", 4, "`,` is missing between two keys"),
        ("b = { c = 1 d = 1 }", 3, "a second `=` before a `,`"),
        ("b = [\"c\" \"d\"]", 3, "`,` is missing between two elements"),
        ("b = [1,, 2]", 3, "a `,` without a value"),
        ("b = { \"c\" }", 3, "is missing"),
        ("b = { c: 1 }", 3, ""),
        ("b = [c = 1]", 3, ""),
        ("b = [c]", 3, "no quotes"),
        ("b = \"c", 3, "`\"` has no closing `\"`"),
        ("b = 'c\"", 3, "`'` has no closing `'`"),
        ("b = c\"", 3, "ends with `\"` but does not start"),
        ("b = \"\"\"\nc\n[hosts.ds1]\nd = \"\"\"\ne f\n\"\"\"", 3, "`\"\"\"` has no closing"),
        ("b = [\"c, \"d\"]", 3, "no closing `\"`"),
        ("b = “c”", 3, "typographic quote"),
        ("b = ‘c’", 3, "typographic quote"),
        ("b\u{a0}= 1", 3, "U+00A0"),
        ("b = c", 3, "no quotes"),
        ("b = 192.168.31.11", 3, "no quotes"),
        ("b = 2026.1.2", 3, "no quotes"),
        ("b = True", 3, "not a boolean"),
        ("b = null", 3, "no empty value"),
        ("b =", 3, "has no value"),
        ("b = # c", 3, "has no value"),
        ("b = 0644", 3, "starts with a zero"),
        ("b = 1,", 3, ""),
        ("b = \"c\",", 3, "`,` follows the value"),
        ("b = \"c\" // d", 3, "text follows the value"),
        ("b = \"c\" \"d\"", 3, "text follows the value"),
        ("b = \"C:\\d\"", 3, "backslash"),
        ("b \"c\"", 3, "no `=`"),
        ("b", 3, "no `=`"),
        ("= 1", 3, "the key before `=` is missing"),
        ("b == 1", 3, "`==`"),
        ("b := 1", 3, "`:=`"),
        ("b => 1", 3, "`=>`"),
        ("b: 1", 3, "`:` is between key and value"),
        ("b c = 1", 3, "contains a blank"),
        ("b./c = 1", 3, "contains `/`"),
        ("// b", 3, "does not start a comment"),
        ("; b", 3, "does not start a comment"),
        ("[b", 3, "`[` has no closing `]`"),
        ("[b c]", 3, "contains a blank"),
        ("[b]]", 3, "unequal numbers"),
        ("[b] c = 1", 3, "text follows the header"),
    ];
}
