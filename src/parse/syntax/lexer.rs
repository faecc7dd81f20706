//! Follows the quotes and brackets of one statement, to its end or to the line where another statement must begin.

use super::statements::{Statement, is_header, is_inventory_header, is_key_value, line_at};

/// The first fault in a statement, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A quote or bracket that nothing closes.
    Open(usize),
    /// A quote or blank of a word processor, in the place of one that TOML knows.
    Typographic(usize),
    /// A bracket that closes nothing.
    Closer(usize),
}

/// Characters that look like a quote or a blank of TOML.
pub(super) const TYPOGRAPHIC: &str = "“”„‟«»‘’‚‛´`\u{a0}\u{2007}\u{202f}\u{3000}\u{200b}\u{2003}\u{2009}＝";

pub(super) struct Lexer<'t> {
    text: &'t str,
    start: usize,
    at: usize,
    /// The brackets that are open, by their places.
    open: Vec<usize>,
    fault: Option<Fault>,
    /// The start of a line in an inline table that looks like a statement of its own.
    suspect: Option<usize>,
    /// The last character that is neither blank nor in a comment.
    last: char,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, start: usize) -> Self {
        Self { text, start, at: start, open: Vec::new(), fault: None, suspect: None, last: ' ' }
    }

    /// The statement that starts here.
    pub(super) fn statement(mut self) -> Statement {
        while let Some(next) = self.rest().chars().next() {
            match next {
                '\n' if self.open.is_empty() => break,
                '\n' => {
                    self.at += 1;
                    if let Some(end) = self.interrupted() {
                        return self.unclosed(end);
                    }
                }
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '"' | '\'' => {
                    if let Some(end) = self.string(next) {
                        return self.ended(end);
                    }
                }
                _ => self.character(next),
            }
        }
        let end = if self.open.is_empty() { self.at } else { self.suspect.unwrap_or(self.at) };
        if self.open.is_empty() { self.ended(end) } else { self.unclosed(end) }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn character(&mut self, next: char) {
        match next {
            '[' | '{' => self.open.push(self.at),
            ']' | '}' => self.close(next),
            _ if TYPOGRAPHIC.contains(next) => self.fail(Fault::Typographic(self.at)),
            _ => {}
        }
        if !next.is_whitespace() {
            self.last = next;
        }
        self.at += next.len_utf8();
    }

    fn close(&mut self, closer: char) {
        let opener = if closer == ']' { b'[' } else { b'{' };
        match self.open.pop() {
            None => self.fail(Fault::Closer(self.at)),
            Some(at) if self.text.as_bytes()[at] != opener => {
                self.fail(Fault::Open(at));
                // `[ … }` closes the table around the list.
                self.open.pop();
            }
            Some(_) => {}
        }
    }

    /// Skips a string. Returns the end of the statement if the string swallows other statements.
    fn string(&mut self, quote: char) -> Option<usize> {
        let start = self.at;
        let triple: String = [quote; 3].iter().collect();
        self.last = quote;
        if self.rest().starts_with(&triple) {
            return self.long_string(&triple);
        }
        let line = line_at(self.text, start).trim_end_matches(['\n', '\r']);
        self.at = if let Some(length) = closing(&line[1..], &quote.to_string(), quote == '"') {
            start + 1 + length + 1
        } else {
            self.fail(Fault::Open(start));
            start + line.len()
        };
        None
    }

    fn long_string(&mut self, triple: &str) -> Option<usize> {
        let start = self.at;
        let content = start + 3;
        let closed = closing(&self.text[content..], triple, triple.starts_with('"'));
        let end = closed.map_or(self.text.len(), |length| content + length);
        let last_line = self.text[content..end].rsplit_once('\n').map_or("", |(_, last)| last);
        // A closing delimiter after `key =` opens another string: this one has none.
        let swallows = is_key_value(last_line) && last_line.trim_end().ends_with('=');
        if closed.is_some() && !swallows {
            self.at = end + 3 + self.text[end + 3..].bytes().take_while(|byte| triple.as_bytes()[0] == *byte).count();
            return None;
        }
        self.fail(Fault::Open(start));
        let lines = lines(&self.text[content..end]).map(|(offset, line)| (content + offset, line));
        let mut header = lines.filter(|(_, line)| is_inventory_header(line)).map(|(at, _)| at);
        Some(header.next().unwrap_or(if swallows { end - last_line.len() } else { end }))
    }

    /// Whether another statement begins at this line, within brackets.
    fn interrupted(&mut self) -> Option<usize> {
        let line = line_at(self.text, self.at);
        let in_list = self.open.last().is_some_and(|at| self.text.as_bytes()[*at] == b'[');
        if is_header(line) || in_list && is_key_value(line) {
            return Some(self.suspect.unwrap_or(self.at));
        }
        if is_key_value(line) && !",{".contains(self.last) {
            // A comma or a bracket is missing. A later bracket tells which of the two.
            self.suspect = self.suspect.or(Some(self.at));
        }
        None
    }

    fn fail(&mut self, fault: Fault) {
        self.fault = self.fault.or(Some(fault));
    }

    fn unclosed(mut self, end: usize) -> Statement {
        let first = self.open.first().copied().unwrap_or(self.start);
        self.fail(Fault::Open(first));
        self.ended(end)
    }

    fn ended(self, end: usize) -> Statement {
        let length = self.text[self.start..end].trim_end().len();
        Statement { span: self.start..self.start + length, fault: self.fault }
    }
}

/// The length of a string's content before its closing delimiter.
fn closing(text: &str, delimiter: &str, escapes: bool) -> Option<usize> {
    let mut from = 0;
    loop {
        let found = from + text[from..].find(delimiter)?;
        let backslashes = text[..found].bytes().rev().take_while(|byte| *byte == b'\\').count();
        if !escapes || backslashes % 2 == 0 {
            return Some(found);
        }
        from = found + 1;
    }
}

/// The lines of a text, each with its offset.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = offset;
        offset += line.len();
        (at, line)
    })
}
