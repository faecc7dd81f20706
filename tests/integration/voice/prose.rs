//! The prose in a page, a comment or a message, as words with the punctuation between them.

use std::path::Path;

/// A paragraph, an element of a list, a cell, a comment or a string.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) words: Vec<Word>,
}

#[derive(Debug)]
pub(crate) struct Word {
    /// In lower case.
    pub(crate) text: String,
    /// Counted from 1.
    pub(crate) line: usize,
    /// The punctuation before the next word.
    pub(crate) then: Break,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    None,
    Comma,
    Semicolon,
    Stop,
    Question,
}

/// How a file marks its prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Everything but code.
    Markdown,
    /// Comments and strings; a comment is Markdown.
    Rust,
    /// Comments after `#`, and strings.
    Script,
}

impl Kind {
    /// `None` if swarmgen does not own the file's prose.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match path.extension().map(|extension| extension.to_str().unwrap_or_default()) {
            Some("md") => Some(Self::Markdown),
            Some("rs") => Some(Self::Rust),
            Some("asc") => None,
            _ => Some(Self::Script),
        }
    }
}

/// A line of a block, with its number.
type Line<'t> = (usize, &'t str);

/// All prose of a text.
pub(crate) fn blocks(kind: Kind, text: &str) -> Vec<Block> {
    let lines: Vec<Line> = (1..).zip(text.lines()).collect();
    match kind {
        Kind::Markdown => of_markdown(&lines),
        Kind::Rust => of_rust(text),
        Kind::Script => of_script(&lines),
    }
}

fn of_markdown(lines: &[Line]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph: Vec<Line> = Vec::new();
    let mut is_code = false;
    for (number, line) in lines {
        let trimmed = line.trim_start();
        let is_fence = trimmed.starts_with("```");
        let is_indented = line.starts_with("    ") && paragraph.is_empty();
        let is_row = trimmed.starts_with('|');
        let is_new = trimmed.is_empty() || trimmed.starts_with('#') || is_row || is_item(trimmed);
        if is_fence || is_code || is_new || is_indented {
            blocks.extend(block(&std::mem::take(&mut paragraph)));
        }
        is_code ^= is_fence;
        match () {
            () if is_fence || is_code || is_indented => {}
            () if is_row => blocks.extend(cells(line).into_iter().filter_map(|cell| block(&[(*number, cell)]))),
            () => paragraph.push((*number, line)),
        }
        if trimmed.starts_with('#') {
            blocks.extend(block(&std::mem::take(&mut paragraph)));
        }
    }
    blocks.extend(block(&paragraph));
    blocks
}

fn is_item(line: &str) -> bool {
    let number = line.split('.').next().is_some_and(|number| number.parse::<u8>().is_ok());
    line.starts_with("- ") || line.starts_with("* ") || number
}

/// The cells of a table's row: the text between bars outside code.
fn cells(row: &str) -> Vec<&str> {
    let mut is_code = false;
    row.split(|c| {
        is_code ^= c == '`';
        c == '|' && !is_code
    })
    .collect()
}

fn of_script(lines: &[Line]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut comment: Vec<Line> = Vec::new();
    for (number, line) in lines {
        let trimmed = line.trim_start();
        if let Some(text) = trimmed.strip_prefix('#').filter(|text| !text.starts_with('!')) {
            comment.push((*number, text));
            continue;
        }
        blocks.extend(of_markdown(&std::mem::take(&mut comment)));
        let (code, after) = trimmed.split_once(" # ").unwrap_or((trimmed, ""));
        blocks.extend(block(&[(*number, after)]));
        let value = ["Description=", "echo "].iter().find_map(|key| code.strip_prefix(key));
        blocks.extend(block(&[(*number, value.unwrap_or_default())]));
        for quote in ['"', '\''] {
            let strings = code.split(quote).skip(1).step_by(2).filter(|text| text.contains(' '));
            blocks.extend(strings.filter_map(|text| block(&[(*number, text)])));
        }
    }
    blocks.extend(of_markdown(&comment));
    blocks
}

fn of_rust(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut comment: Vec<Line> = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let (length, is_string) = match first {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '"' => (string(rest), true),
            'r' if rest.starts_with("r\"") || rest.starts_with("r#") => (raw_string(rest), false),
            '\'' => (character(rest), false),
            _ => (first.len_utf8(), false),
        };
        let (piece, after) = rest.split_at(length);
        if piece.starts_with("//") {
            comment.push((line, piece.trim_start_matches(['/', '!'])));
        } else if !piece.trim().is_empty() {
            blocks.extend(of_markdown(&std::mem::take(&mut comment)));
        }
        // A string of one word is a name.
        if is_string && piece.contains(' ') {
            let lines: Vec<Line> = (line..).zip(piece.trim_matches('"').lines()).collect();
            blocks.extend(block(&lines));
        }
        line += piece.matches('\n').count();
        rest = after;
    }
    blocks.extend(of_markdown(&comment));
    blocks
}

/// The length of the string that begins here, with its quotes.
fn string(text: &str) -> usize {
    let mut is_escaped = true;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !is_escaped => return at + 1,
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    text.len()
}

fn raw_string(text: &str) -> usize {
    let hashes = text[1..].chars().take_while(|c| *c == '#').count();
    let end = format!("\"{}", "#".repeat(hashes));
    let start = 2 + hashes;
    if !text[1 + hashes..].starts_with('"') {
        return 1;
    }
    text[start..].find(&end).map_or(text.len(), |at| start + at + end.len())
}

/// The length of a character literal; 1 where the quote begins a lifetime.
fn character(text: &str) -> usize {
    let escaped = text.starts_with("'\\");
    let end = text[1..].char_indices().skip(if escaped { 2 } else { 1 }).find(|(_, c)| *c == '\'');
    end.map(|(at, _)| at + 2).filter(|length| escaped || text[..*length].chars().count() == 3).unwrap_or(1)
}

/// The words of a block, without its code and its quotations.
fn block(lines: &[Line]) -> Option<Block> {
    let first = lines.first()?.0;
    let text = lines.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("\n");
    let mut words = Vec::new();
    let text = plain(&text);
    let mut line = first;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        line += usize::from(c == '\n');
        if c.is_alphanumeric() {
            let mut word = String::from(c);
            while let Some(c) = characters.next_if(|c| is_of_word(*c)) {
                word.push(c);
            }
            words.push(Word { text: word.to_lowercase(), line, then: Break::None });
        } else if let Some(word) = words.last_mut() {
            let is_end = characters.peek().is_none_or(|next| next.is_whitespace() || ")*\"".contains(*next));
            word.then = match c {
                '.' | '!' if is_end => Break::Stop,
                '?' if is_end => Break::Question,
                ';' | ':' => word.then.max(if c == ';' { Break::Semicolon } else { Break::Comma }),
                ',' | '(' | ')' | '…' | '—' => word.then.max(Break::Comma),
                _ => word.then,
            };
        }
    }
    (!words.is_empty()).then_some(Block { words })
}

impl Break {
    fn max(self, other: Self) -> Self {
        if (self as u8) < (other as u8) { other } else { self }
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || "'’_-".contains(c)
}

/// The text with a stand-in for each piece of code, quotation and value, and without comments and the targets of links.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let hidden = hidden(rest);
        let (piece, after) = rest.split_at(hidden.map_or(c.len_utf8(), |(length, _)| length));
        if let Some((_, stand_in)) = hidden {
            plain.push_str(stand_in);
            plain.push_str(&"\n".repeat(piece.matches('\n').count()));
        } else {
            plain.push_str(piece);
        }
        rest = after;
    }
    plain
}

/// The length of a piece that begins here and is not prose, and its stand-in.
fn hidden(text: &str) -> Option<(usize, &'static str)> {
    let ticks = text.chars().take_while(|c| *c == '`').count();
    let fence = "`".repeat(ticks);
    let kinds = [
        (&*fence, &*fence, "X"),
        ("\"", "\"", "X"),
        ("“", "”", "X"),
        ("{", "}", "X"),
        ("](", ")", ""),
        ("<!--", "-->", ""),
    ];
    let (start, end, stand_in) = kinds.into_iter().find(|(start, ..)| !start.is_empty() && text.starts_with(start))?;
    let length = text[start.len()..].find(end)?;
    Some((start.len() + length + end.len(), stand_in))
}
