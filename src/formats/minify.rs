//! Takes comments and indentation out of the files that hosts get: on some platforms every byte of a configuration counts, and
//! who reads a script wants the one under `templates/`.
//!
//! Only texts of our own come here, before any value is in them. `tests/minify.rs` has bash print what it has parsed, which
//! must be the same with and without.

/// A unit or another file in which a line that begins with `#` is a comment; the first line stays.
pub fn unit(text: &str) -> String {
    let (head, rest) = text.split_at(text.find('\n').map_or(text.len(), |end| end + 1));
    rest.split_inclusive('\n').filter(|line| !line.starts_with('#')).fold(head.to_owned(), |text, line| text + line)
}

/// A shell script; the comments at its very top stay up to the first bare `#`.
pub fn script(text: &str) -> String {
    let mut reader = Reader::default();
    below_head(text, |line| reader.strip(line))
}

/// An awk program, whose comments have lines of their own; those at its very top stay up to the first bare `#`.
pub fn awk(text: &str) -> String {
    below_head(text, |line| Some(line.trim_start()).filter(|line| !line.is_empty() && !line.starts_with('#')))
}

/// What `strip` leaves of the lines below the head.
fn below_head<'t>(text: &'t str, mut strip: impl FnMut(&'t str) -> Option<&'t str>) -> String {
    let mut in_head = true;
    let stripped = text.lines().filter_map(|line| {
        in_head &= line.starts_with('#') && line != "#";
        if in_head { Some(line) } else { strip(line) }
    });
    stripped.map(|line| format!("{line}\n")).collect()
}

/// What the next line begins in.
#[derive(Default)]
struct Reader<'t> {
    /// The constructs that are open, the innermost last. Where there is none, it is plain code.
    open: Vec<Open>,
    /// The word that ends the here-document.
    document: Option<&'t str>,
    /// Whether the last line goes on in the next.
    continued: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Single,
    Double,
    /// `$(` within double quotes, with this many parentheses open.
    Substitution(u32),
}

impl<'t> Reader<'t> {
    /// The line without its indentation and its comment; `None` if nothing is left.
    fn strip(&mut self, line: &'t str) -> Option<&'t str> {
        if let Some(word) = self.document {
            self.document = (line.trim_start_matches('\t') != word).then_some(word);
            return Some(line);
        }
        let within = self.continued || !self.open.is_empty();
        let line = if within { line } else { line.trim_start() };
        let end = self.read(line);
        let line = if end < line.len() { line[..end].trim_end() } else { line };
        (within || !line.is_empty()).then_some(line)
    }

    /// Reads on to the line's end or its comment, and tells where that is.
    fn read(&mut self, line: &'t str) -> usize {
        // A `#` begins a comment only where a word could begin.
        let mut before = if std::mem::take(&mut self.continued) { '\\' } else { ' ' };
        let mut rest = line.char_indices();
        while let Some((at, found)) = rest.next() {
            let in_code = !matches!(self.open.last(), Some(Open::Single | Open::Double));
            match found {
                '\\' if self.open.last() != Some(&Open::Single) => self.continued = rest.next().is_none(),
                '#' if in_code && matches!(before, ' ' | '\t' | ';') => return at,
                '<' if in_code && before == '<' => self.document = Some(word(&line[at + 1..])),
                _ => self.step(found, before),
            }
            before = found;
        }
        line.len()
    }

    /// What one character opens or closes.
    fn step(&mut self, found: char, before: char) {
        let closes = match self.open.last_mut() {
            Some(Open::Single) => found == '\'',
            Some(Open::Double) => found == '"',
            Some(Open::Substitution(depth)) => {
                *depth += u32::from(found == '(');
                *depth -= u32::from(found == ')');
                *depth == 0
            }
            None => false,
        };
        let opens = match (self.open.last(), found) {
            (Some(Open::Double), '(') if before == '$' => Some(Open::Substitution(1)),
            (None | Some(Open::Substitution(_)), '\'') => Some(Open::Single),
            (None | Some(Open::Substitution(_)), '"') => Some(Open::Double),
            _ => None,
        };
        if closes {
            self.open.pop();
        } else {
            self.open.extend(opens);
        }
    }
}

/// The word behind `<<`, without its quotes.
fn word(text: &str) -> &str {
    let text = text.trim_start_matches(['-', ' ']).trim_start_matches(['\'', '"']);
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}
