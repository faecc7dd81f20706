//! The parts of an inventory's text that swarmgen never shows: secrets in the place of a reference to them.
//! Findings end up in logs, together with lines of the text. Therefore anything that may be a secret is redacted.

use std::ops::Range;

use toml::{Spanned, de::DeValue};

use crate::{diagnostics::spelling::nearest, formats::schema};

/// Whether the key is the key of a secret, or a misspelling of one.
pub(super) fn is_name(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    !NAMES.contains(&key.as_str()) && nearest(&key, schema::secret_keys()).is_some()
}

/// Names that look like `username` or `secret`, but hold none.
const NAMES: [&str; 9] = ["hostname", "host_name", "name", "names", "server", "servers", "source", "user", "users"];

/// Words in the names of secrets: those of other tools, as swarmgen does not know the key.
const WORDS: [&str; 10] = ["auth", "cred", "hash", "key", "pass", "phrase", "private", "pwd", "secret", "token"];

/// Whether an unknown key could hold a secret. Public keys do not.
pub(super) fn may_be_secret(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    let is_public = lower.contains("authorized") || lower.contains("pub") || lower.starts_with("ssh_key");
    is_name(key) || !is_public && WORDS.iter().any(|word| lower.contains(word))
}

/// The places of secrets in a rejected value: the whole value with `all`, or else the values of secret keys in it.
pub(super) fn in_value(value: &Spanned<DeValue>, all: bool) -> Vec<Range<usize>> {
    match value.get_ref() {
        DeValue::Table(table) => {
            table.iter().flat_map(|(key, value)| in_value(value, all || is_name(key.get_ref()))).collect()
        }
        _ if all => vec![value.span()],
        DeValue::Array(array) => array.iter().flat_map(|element| in_value(element, false)).collect(),
        _ => Vec::new(),
    }
}

/// The places of secrets in a text with syntax errors: everything after a secret's name that may be its value.
pub(super) fn in_text(text: &str) -> Vec<Range<usize>> {
    let mut redacted: Vec<_> = marked(text).collect();
    let (mut start, mut in_table, mut value) = (0, false, Open::default());
    for line in text.split_inclusive('\n') {
        let name = after_name(line);
        let header = line.trim_start().starts_with('[') && !value.in_triple_quotes();
        if header {
            (in_table, value) = (name.is_some(), Open::default());
        }
        let inside = value.goes_on || in_table && !header;
        if let Some(from) = if inside { Some(0) } else { name } {
            value.take(&line[from..]);
            redacted.push(start + from..start + line.len());
        }
        start += line.len();
    }
    redacted
}

/// The marks before a secret in any value: a private key, and the key in a share's mount options.
const MARKS: [&str; 2] = ["PRIVATE KEY-----", "secret="];

/// The marked secrets: from the mark to the quote that ends the value. A quote directly after the mark starts the value of a key.
pub(super) fn marked(text: &str) -> impl Iterator<Item = Range<usize>> {
    MARKS.iter().flat_map(|mark| text.match_indices(mark)).map(|(start, mark)| {
        let start = start + mark.len();
        start..text[start..].find(['"', '\'']).map_or(text.len(), |length| start + length)
    })
}

/// The start of a secret's value in a line: after its name, and after the sign that ends the name.
fn after_name(line: &str) -> Option<usize> {
    let other = |c: char| !c.is_alphanumeric() && !"_-".contains(c);
    let mut end = 0;
    let name = line.split_inclusive(other).find_map(|part| {
        let word = part.trim_end_matches(other);
        end += part.len();
        is_name(word).then(|| end - part.len() + word.len())
    })?;
    let rest = &line[name..];
    let sign = rest.trim_start_matches([' ', '\t', '"', '\'']);
    let value = sign.strip_prefix(['=', ']']).unwrap_or(rest).trim_start();
    Some(line.len() - value.len())
}

const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];

/// A value that probably continues on the next line.
#[derive(Default)]
struct Open {
    goes_on: bool,
    /// The number of each of [`QUOTES`] so far.
    quotes: [usize; 4],
}

impl Open {
    /// Adds the next piece of the value, up to the end of a line.
    fn take(&mut self, piece: &str) {
        let piece = piece.replace(r#"\""#, "");
        for (quote, count) in QUOTES.iter().zip(&mut self.quotes) {
            *count += piece.matches(quote).count();
        }
        let piece = piece.trim_end();
        let ends = !piece.is_empty() && !piece.ends_with(['=', '[', '{', ',']);
        self.goes_on = !ends || self.quotes.iter().any(|count| count % 2 == 1);
        if !self.goes_on {
            *self = Self::default();
        }
    }

    /// Whether a line that looks like a table's header belongs to the value.
    fn in_triple_quotes(&self) -> bool {
        self.quotes[..2].iter().any(|count| count % 2 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::{in_text, is_name, may_be_secret};

    /// The text with stars in the place of redacted parts.
    fn shown(text: &str) -> String {
        let mut shown = text.to_owned();
        for span in in_text(text) {
            let stars: String = text[span.clone()].chars().map(|c| if c == '\n' { c } else { '*' }).collect();
            shown.replace_range(span, &stars);
        }
        shown
    }

    #[test]
    fn what_follows_a_secret_s_name_is_redacted() {
        assert_eq!(
            shown("name = \"x\"\npassword_hash = \"$6$\"\nos = 1\n"),
            "name = \"x\"\npassword_hash = *****\nos = 1\n"
        );
        assert_eq!(shown("\"pasword\"=hunter2\n"), "\"pasword\"=*******\n");
        assert_eq!(shown("password hunter2\n"), "password *******\n");
        assert_eq!(shown("mirror = { password.value = \"x\" }"), "mirror = { password**************");
    }

    #[test]
    fn only_what_could_be_a_secret_has_the_name_of_one() {
        for key in
            ["password", "pasword", "Passwd", "token", "api_key", "hub_pwd", "db_pass", "hash", "usernam", "secrets"]
        {
            assert!(may_be_secret(key), "{key}");
        }
        for key in [
            "ip",
            "dns",
            "hostname",
            "adress",
            "user",
            "server",
            "os_name",
            "ssh_keys",
            "authorized_keys",
            "gw",
            "source",
        ] {
            assert!(!may_be_secret(key) && !is_name(key), "{key}");
        }
    }

    #[test]
    fn a_value_is_redacted_to_its_end() {
        for text in [
            "secret =\n\"hunter2\"\nos = 1\n",
            "secret = \"\"\"\n[hunter2]\nit's \"\nhunter2\"\"\"\n[os]\nos = 1\n",
            "secret = \"hunter2\nhunter2\"\nos = 1\n",
            "secret = {\nvalue = [\n\"hunter2\",\n\"hunter2\" ] }\nos = 1\n",
            "[a.secret]\nvalue = \"hunter2\"\n\nb = \"hunter2\"\n[b]\nos = 1\n",
            "secret = \"\"\"\nhunter2",
        ] {
            let shown = shown(text);
            assert!(!shown.contains("hunter2"), "{shown}");
            assert!(shown.ends_with("\nos = 1\n") || !text.contains("os = 1"), "{shown}");
        }
    }
}
