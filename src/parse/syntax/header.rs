//! Mistakes in the headers of tables, and in keys.

use super::mistakes::{Broken, Mistake, control, has_typographic};

/// The mistake of a header; `None` for any other statement.
pub(super) fn mistake(broken: &Broken) -> Option<Mistake> {
    let line = broken.shown();
    if !line.starts_with('[') {
        return None;
    }
    let whole = broken.part(0, line.len());
    if has_typographic(line) {
        let message = "the header contains a typographic quote or blank";
        return Some(Mistake::new(whole, message, "Write the quotes as `\"`, and remove the blanks."));
    }
    let name = line.trim_start_matches('[');
    let brackets = line.len() - name.len();
    let Some(length) = closing(name) else { return Some(unclosed(broken, name, brackets)) };
    if let Some((offset, found)) = broken_key(&name[..length]) {
        return Some(wrong_name(broken, &name[..length], brackets + offset, found));
    }
    let end = brackets + length;
    let closers = line[end..].len() - line[end..].trim_start_matches(']').len();
    if closers != brackets {
        let help = format!("Write `[{}]`.", &name[..length]);
        return Some(Mistake::new(
            broken.part(0, end + closers),
            "the header has unequal numbers of `[` and `]`",
            help,
        ));
    }
    let rest = line[end + closers..].trim();
    let at = line.len() - rest.len();
    let help = "Write each key on a line of its own, below the header.";
    Some(Mistake::new(broken.part(at, rest.len()), "text follows the header on the same line", help))
}

/// The length of the name in a header: up to the first `]` outside of quotes.
fn closing(name: &str) -> Option<usize> {
    let mut quote = None;
    name.char_indices().find_map(|(at, c)| {
        match quote {
            Some(open) if open == c => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == ']' => return Some(at),
            _ => {}
        }
        None
    })
}

fn unclosed(broken: &Broken, name: &str, brackets: usize) -> Mistake {
    let quote = ['"', '\''].into_iter().find(|quote| name.matches(*quote).count() % 2 == 1);
    let Some((quote, at)) = quote.and_then(|quote| Some((quote, name.rfind(quote)?))) else {
        let help = "Add `]` at the end of the header, as in `[hosts.ds1]`.";
        return Mistake::new(broken.part(0, 1), "`[` has no closing `]`", help);
    };
    let help = format!("Add `{quote}` at the end of the quoted part.");
    Mistake::new(broken.part(brackets + at, 1), format!("`{quote}` has no closing `{quote}`"), help)
}

fn wrong_name(broken: &Broken, name: &str, offset: usize, found: Option<char>) -> Mistake {
    let example = "Write `[TABLE]` or `[TABLE.NAME]`, as in `[hosts.ds1]`.";
    let place = broken.part(offset, found.map_or(1, char::len_utf8));
    match found {
        None => Mistake::new(place, "a part of the header's name is empty", example),
        Some(found) if found.is_control() => control(place, found),
        Some(found) if found.is_whitespace() => {
            let help =
                format!("Join the parts with `.`: `[{}]`.", name.split_whitespace().collect::<Vec<_>>().join("."));
            Mistake::new(place, "the header's name contains a blank", help)
        }
        Some(found) => {
            let help = "Put this part of the name in quotes, as in `[defaults.files.\"/etc/motd\"]`.";
            Mistake::new(place, format!("the header's name contains `{found}`, which requires quotes"), help)
        }
    }
}

/// The first place where a dotted key is not valid: the wrong character, or `None` for an empty part.
pub(super) fn broken_key(key: &str) -> Option<(usize, Option<char>)> {
    let (mut quote, mut part_is_empty, mut part_ended) = (None, true, false);
    for (at, c) in key.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => (quote, part_ended) = (None, true),
            (Some(_), _) => {}
            (None, '"' | '\'') if part_is_empty => (quote, part_is_empty) = (Some(c), false),
            (None, '.') if part_is_empty => return Some((at, None)),
            (None, '.') => (part_is_empty, part_ended) = (true, false),
            (None, ' ' | '\t') => part_ended |= !part_is_empty,
            (None, _) if part_ended => return Some((at - 1, Some(' '))),
            (None, _) if c.is_ascii_alphanumeric() || c == '_' || c == '-' => part_is_empty = false,
            (None, _) => return Some((at, Some(c))),
        }
    }
    part_is_empty.then_some((key.len(), None))
}

#[cfg(test)]
mod tests {
    use super::broken_key;

    #[test]
    fn a_key_is_words_and_quoted_words() {
        for key in ["a", "a.b-c", "a . b", "files.\"/etc/motd\".content", "'a b'"] {
            assert_eq!(broken_key(key), None, "{key}");
        }
        for (key, found) in [("", None), ("a..b", None), ("a.", None), ("a b", Some(' ')), ("a./b", Some('/'))] {
            assert_eq!(broken_key(key).expect(key).1, found, "{key}");
        }
    }
}
