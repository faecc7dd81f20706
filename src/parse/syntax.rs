//! What TOML's grammar says, in our words where they help more.

use std::ops::Range;

use crate::diagnostics::{Diagnostic, Place, codes};

/// Turns a TOML error into a finding.
pub(super) fn diagnose(text: &str, error: &toml::de::Error) -> Diagnostic {
    let place = error.span().map_or(Place::File, Place::Span);
    match error.span() {
        Some(span) if error.message() == "duplicate key" => duplicate_key(text, span),
        span => {
            let finding = Diagnostic::new(codes::TOML_SYNTAX, place, error.message());
            match span.and_then(|span| cure(line_at(text, span.start)?)) {
                Some(cure) => finding.help(cure),
                None => finding,
            }
        }
    }
}

fn line_at(text: &str, at: usize) -> Option<&str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    text[start..].lines().next()
}

/// What most people mean who write such a line: other formats have no quotes, other booleans, and colons.
fn cure(line: &str) -> Option<&'static str> {
    let is_key = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if line.split_once(':').is_some_and(|(key, _)| is_key(key.trim())) {
        return Some("TOML has `KEY = VALUE` on a line, and `[TABLE]` above the lines of a table.");
    }
    let (key, value) = line.split_once('=')?;
    let value = value.split('#').next().unwrap_or_default().trim();
    let bare = is_key(key.trim()) && !value.is_empty() && !value.contains(['"', '\'', '[', '{']);
    match value.to_ascii_lowercase().as_str() {
        "true" | "false" | "yes" | "no" | "on" | "off" if bare => Some("Write `true` or `false`, in lower case."),
        _ if bare => Some("Put text and addresses in quotes, such as `\"192.168.31.11\"`."),
        _ => None,
    }
}

fn duplicate_key(text: &str, span: Range<usize>) -> Diagnostic {
    let key = text.get(span.clone()).unwrap_or_default();
    let message = format!("the key `{key}` is given twice");
    let first = first_use(text, &span);
    let mut diagnostic = Diagnostic::new(codes::DUPLICATE_KEY, Place::Span(span), message)
        .label("given again here")
        .help("Remove one of the two, or give it another name.");
    diagnostic.also.extend(first.map(|first| (Place::Span(first), "first given here".to_owned())));
    diagnostic
}

/// Where the key of a duplicate was given first: the parser keeps only one of the two places.
///
/// A table is looked for among the headers above, a key among the lines above it in its own table.
fn first_use(text: &str, span: &Range<usize>) -> Option<Range<usize>> {
    let key = text.get(span.clone())?;
    let (above, from) = text.split_at_checked(text[..span.start].rfind('\n')? + 1)?;
    let header = from.lines().next().map(str::trim).filter(|line| line.starts_with('['));
    let mut start = above.len();
    for line in above.split_inclusive('\n').rev() {
        start -= line.len();
        let same = match header {
            Some(header) => line.trim() == header,
            None if line.trim_start().starts_with('[') => return None,
            None => line.split('=').next().is_some_and(|name| name.trim() == key),
        };
        if same {
            // `hosts.host`: of a header the last word is meant.
            let at = start + if header.is_some() { line.rfind(key) } else { line.find(key) }?;
            return Some(at..at + key.len());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{cure, first_use};

    fn first(text: &str, second: &str) -> Option<String> {
        let start = text.rfind(second).expect("the second use");
        first_use(text, &(start..start + second.len())).map(|first| format!("{}..{}", first.start, first.end))
    }

    #[test]
    fn finds_a_table_s_first_header() {
        assert_eq!(first("[hosts.ds1]\nx = 1\n[hosts.ds2]\n[hosts.ds1]\n", "ds1").as_deref(), Some("7..10"));
        assert_eq!(first("[hosts.host]\n[hosts.host]\n", "host").as_deref(), Some("7..11"));
    }

    #[test]
    fn a_slip_has_a_cure() {
        let part = |line| cure(line).unwrap_or_default().split(' ').take(3).collect::<Vec<_>>().join(" ");
        for (line, expected) in [
            ("address = 192.168.31.11", "Put text and"),
            ("  name = home # mine", "Put text and"),
            ("aliases = no", "Write `true` or"),
            ("manage = True", "Write `true` or"),
            ("name: \"home\"", "TOML has `KEY"),
            ("cluster:", "TOML has `KEY"),
            ("name = \"home", ""),
            ("options = [a]", ""),
            ("[hosts.ds1", ""),
        ] {
            assert_eq!(part(line), expected, "{line}");
        }
    }

    #[test]
    fn finds_a_key_in_its_own_table_only() {
        assert_eq!(first("[a]\nk = 1\nk = 2\n", "k").as_deref(), Some("4..5"));
        assert_eq!(first("k = 1\n[a]\nz = 0\nk = 2\n", "k"), None);
    }
}
