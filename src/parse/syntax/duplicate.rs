//! A key or table that occurs twice.

use std::ops::Range;

use crate::diagnostics::{Diagnostic, Place, codes};

/// The finding about a duplicate key, at its second occurrence.
pub(super) fn diagnose(text: &str, span: Range<usize>) -> Diagnostic {
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
    use super::first_use;

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
    fn finds_a_key_in_its_own_table_only() {
        assert_eq!(first("[a]\nk = 1\nk = 2\n", "k").as_deref(), Some("4..5"));
        assert_eq!(first("k = 1\n[a]\nz = 0\nk = 2\n", "k"), None);
    }
}
