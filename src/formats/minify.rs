//! Strips comments and indentation from the files for hosts. Some platforms limit the size of a configuration, and
//! readers of a script find the original under `templates/`.
//!
//! Its input is swarmgen's own text, before any value is in it. `tests/integration/minify.rs` makes bash print its parse of a
//! script, which must be the same before and after.

/// A unit: the same without empty lines.
pub fn unit(text: &str) -> String {
    plain(text).split_inclusive('\n').filter(|line| *line != "\n").collect()
}

/// A file in which a line that starts with `#` is a comment. The first line stays.
pub fn plain(text: &str) -> String {
    let (head, rest) = text.split_at(text.find('\n').map_or(text.len(), |end| end + 1));
    rest.split_inclusive('\n').filter(|line| !line.starts_with('#')).fold(head.to_owned(), |text, line| text + line)
}

/// A shell script. The comments at its top stay, up to the first bare `#`. Joins lines that end in a backslash, and strips the
/// indentation of awk programs in quotes too.
pub fn script(text: &str) -> String {
    let mut reader = Reader::default();
    below_head(text, |line| reader.strip(line))
}

/// An awk program, whose comments are on lines of their own. Those at its top stay, up to the first bare `#`.
pub fn awk(text: &str) -> String {
    below_head(text, |line| {
        let line = line.trim_start();
        (!line.is_empty() && !line.starts_with('#')).then_some((line, "\n"))
    })
}

/// Applies `strip` to the lines below the head. It returns a line and its end.
fn below_head<'t>(text: &'t str, mut strip: impl FnMut(&'t str) -> Option<(&'t str, &'static str)>) -> String {
    let mut in_head = true;
    let stripped = text.lines().filter_map(|line| {
        in_head &= line.starts_with('#') && line != "#";
        if in_head { Some((line, "\n")) } else { strip(line) }
    });
    stripped.flat_map(|(line, end)| [line, end]).collect()
}

/// The syntax that is open at the start of a line.
#[derive(Default)]
struct Reader<'t> {
    /// The open constructs, the innermost last. An empty list is plain code.
    open: Vec<Open>,
    /// The word that ends the here-document.
    document: Option<&'t str>,
    /// Whether the last line continues on the next one.
    continued: bool,
    /// Whether the innermost quoted string is a program for awk.
    awk: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Single,
    Double,
    /// `$(` within double quotes, with this number of open parentheses.
    Substitution(u32),
}

impl<'t> Reader<'t> {
    /// The line without its indentation and its comment, and its end; `None` if it becomes empty.
    fn strip(&mut self, line: &'t str) -> Option<(&'t str, &'static str)> {
        if let Some(word) = self.document {
            self.document = (line.trim_start_matches('\t') != word).then_some(word);
            return Some((line, "\n"));
        }
        let within = self.continued || !self.open.is_empty();
        let is_indented = !within || if self.in_quotes() { self.awk } else { self.continued };
        let line = if is_indented { line.trim_start() } else { line };
        let end = self.read(line);
        let line = if end < line.len() { line[..end].trim_end() } else { line };
        if self.continued && !self.in_quotes() {
            return line.strip_suffix('\\').map(|line| (line, ""));
        }
        (within || !line.is_empty()).then_some((line, "\n"))
    }

    fn in_quotes(&self) -> bool {
        matches!(self.open.last(), Some(Open::Single | Open::Double))
    }

    /// Scans to the end of the line or its comment, and returns that position.
    fn read(&mut self, line: &'t str) -> usize {
        // A `#` starts a comment only at the start of a word.
        let mut before = if std::mem::take(&mut self.continued) { '\\' } else { ' ' };
        let mut rest = line.char_indices();
        while let Some((at, found)) = rest.next() {
            let in_code = !self.in_quotes();
            match found {
                '\\' if self.open.last() != Some(&Open::Single) => self.continued = rest.next().is_none(),
                '#' if in_code && matches!(before, ' ' | '\t' | ';') => return at,
                '<' if in_code && before == '<' => self.document = Some(word(&line[at + 1..])),
                _ => self.step(found, before),
            }
            if in_code && self.in_quotes() {
                self.awk = found == '\'' && line[..at].contains("awk ");
            }
            before = found;
        }
        line.len()
    }

    /// Updates the open constructs for one character.
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

/// The word after `<<`, without its quotes.
fn word(text: &str) -> &str {
    let text = text.trim_start_matches(['-', ' ']).trim_start_matches(['\'', '"']);
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}
