//! Mistakes in a value that is not a list or a table.

use super::mistakes::{Broken, Mistake};

/// The place of the first `=` outside of quotes.
pub(super) fn equals(line: &str) -> Option<usize> {
    let mut quote = None;
    line.char_indices().find_map(|(at, c)| {
        match quote {
            Some(open) if open == c => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '=' => return Some(at),
            _ => {}
        }
        None
    })
}

/// The mistake of a value, if it is one of a value as a whole.
pub(super) fn mistake(broken: &Broken) -> Option<Mistake> {
    let statement = broken.shown();
    let at = equals(statement)? + 1;
    let start = at + statement[at..].len() - statement[at..].trim_start_matches([' ', '\t']).len();
    let value = statement[start..].trim_end();
    if value.is_empty() || value.starts_with(['#', '\n', '\r']) {
        let help = "Write a value after `=`, or remove the line.";
        return Some(Mistake::new(broken.part(at - 1, 1), "the key has no value", help));
    }
    if value.starts_with(['"', '\'', '[', '{']) {
        return behind(broken, start, value);
    }
    let bare = value.split('#').next().unwrap_or_default().trim_end();
    // `a = b, c = d` on one line, or a comma as in JSON.
    let stripped = bare.trim_end_matches([',', ';']);
    let (message, help) = if equals(stripped).is_some() {
        ("there is a second `=`", "Put a table in braces, as in `{ env = \"NAME\" }`, and text in quotes.")
    } else {
        unquoted(stripped)
    };
    Some(Mistake::new(broken.part(start, stripped.len().max(1)), message, help))
}

/// A string that ends with a quote, but starts without one.
pub(super) fn without_opening_quote(broken: &Broken, quote: usize) -> Option<Mistake> {
    let start = broken.statement.span.start;
    let before = broken.text.get(start..quote)?;
    let value = before[equals(before)? + 1..].trim_start();
    let rest = broken.text[quote + 1..].lines().next().unwrap_or_default().trim();
    if value.is_empty() || value.contains(['"', '\'', '[', '{', ',']) || !(rest.is_empty() || rest.starts_with('#')) {
        return None;
    }
    let sign = &broken.text[quote..=quote];
    let at = before.len() - value.len();
    let message = format!("the string ends with `{sign}` but does not start with it");
    Some(Mistake::new(broken.part(at, value.len() + 1), message, format!("Add `{sign}` at the start of the string.")))
}

/// Text behind a value that is complete.
fn behind(broken: &Broken, start: usize, value: &str) -> Option<Mistake> {
    let from = broken.place.start.checked_sub(broken.statement.span.start + start)?;
    let rest = value.get(from..)?.trim();
    if !broken.words.starts_with("unexpected key or value") || rest.is_empty() {
        return None;
    }
    let at = start + value.len() - rest.len();
    let first = rest.chars().next().unwrap_or(' ');
    Some(match first {
        ',' | ';' if rest.len() == 1 => {
            let message = format!("`{first}` follows the value");
            Mistake::new(broken.part(at, 1), message, format!("Remove the `{first}`: a line break ends a value."))
        }
        '/' | ';' | '-' => Mistake::new(broken.part(at, 1), "text follows the value", "Start a comment with `#`."),
        ']' | '}' => {
            let opener = if first == ']' { '[' } else { '{' };
            let message = format!("`{first}` closes no `{opener}`");
            Mistake::new(broken.part(at, 1), message, format!("Remove the `{first}`."))
        }
        _ => {
            let help =
                "Write one `KEY = VALUE` on a line, a list as `[\"a\", \"b\"]`, and `\\\"` for a quote in a string.";
            Mistake::new(broken.part(at, rest.len()), "text follows the value", help)
        }
    })
}

/// The mistake of a value without quotes.
pub(super) fn unquoted(value: &str) -> (&'static str, &'static str) {
    let digits = value.trim_start_matches(['+', '-']);
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '_');
    match value.to_ascii_lowercase().as_str() {
        "true" | "false" | "yes" | "no" | "on" | "off" => {
            ("the value is not a boolean of TOML", "Write `true` or `false`, in lower case.")
        }
        "null" | "nil" | "none" | "undefined" | "~" => {
            ("TOML has no empty value", "Remove the line: a key that is absent has its default.")
        }
        _ if is_number && digits.len() > 1 && digits.starts_with('0') => (
            "the number starts with a zero",
            "Remove the zero, or put the value in quotes: permission bits are a string, such as `\"0644\"`.",
        ),
        _ if is_number => ("the number is not valid", "Write digits only, such as `5000`."),
        _ => ("the text has no quotes", "Put text and addresses in quotes, such as `\"192.168.31.11\"`."),
    }
}
