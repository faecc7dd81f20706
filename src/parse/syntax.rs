//! Syntax errors of TOML, with help for frequent mistakes.

use std::ops::Range;

use crate::diagnostics::{Diagnostic, Place, codes};

/// Turns a TOML error into a finding.
pub(super) fn diagnose(text: &str, error: &toml::de::Error) -> Diagnostic {
    let place = error.span().map_or(Place::File, Place::Span);
    match error.span() {
        Some(span) if error.message() == "duplicate key" => duplicate_key(text, span),
        span => {
            let finding = Diagnostic::new(codes::TOML_SYNTAX, place, error.message());
            match span.and_then(|span| fix(line_at(text, span.start)?)) {
                Some(fix) => finding.help(fix),
                None => finding,
            }
        }
    }
}

fn line_at(text: &str, at: usize) -> Option<&str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    text[start..].lines().next()
}

/// The fix for a line in the syntax of another format: without quotes, with other booleans, or with colons.
fn fix(line: &str) -> Option<&'static str> {
    let is_key = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if line.split_once(':').is_some_and(|(key, _)| is_key(key.trim())) {
        return Some("Write `KEY = VALUE` on a line, and `[TABLE]` above the lines of a table.");
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
    let message = format!("duplicate key `{key}`");
    let first = first_use(text, &span);
    let mut diagnostic = Diagnostic::new(codes::DUPLICATE_KEY, Place::Span(span), message)
        .label("second occurrence")
        .help("Remove one of the two, or rename it.");
    diagnostic.also.extend(first.map(|first| (Place::Span(first), "first occurrence".to_owned())));
    diagnostic
}

/// The place of the first occurrence of a duplicate key: the parser reports only the second.
/// Searches the headers above for a table, and the lines above in the same table for a key.
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
            // In `hosts.host`, the last word of the header is the key.
            let at = start + if header.is_some() { line.rfind(key) } else { line.find(key) }?;
            return Some(at..at + key.len());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{first_use, fix};

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
    fn a_frequent_mistake_has_a_fix() {
        let part = |line| fix(line).unwrap_or_default().split(' ').take(3).collect::<Vec<_>>().join(" ");
        for (line, expected) in [
            ("address = 192.168.31.11", "Put text and"),
            ("  name = home # mine", "Put text and"),
            ("aliases = no", "Write `true` or"),
            ("manage = True", "Write `true` or"),
            ("name: \"home\"", "Write `KEY ="),
            ("cluster:", "Write `KEY ="),
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
