//! Mistakes before the value of a key: the key itself, and the sign after it.

use super::{
    header,
    mistakes::{Broken, Mistake, control},
    statements::line_at,
    value,
};

pub(super) const COLON: &str = "`:` is between key and value; TOML requires `=`";
pub(super) const NO_EQUALS: &str = "this line has no `=` between a key and a value";

/// `key: value`, as in YAML and JSON.
pub(super) fn colon(broken: &Broken) -> Option<Mistake> {
    let line = line_at(broken.shown(), 0);
    let (key, _) = line.split_once(':')?;
    let key = key.trim().trim_start_matches("- ").trim_matches('"');
    if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)) {
        return None;
    }
    if line[line.find(':')? + 1..].starts_with('=') {
        return None;
    }
    let help = "Write `KEY = VALUE` on a line, and `[TABLE]` above the lines of a table.";
    Some(Mistake::new(broken.part(line.find(':')?, 1), COLON, help))
}

/// A statement without a plain `KEY = VALUE`.
pub(super) fn assignment(broken: &Broken) -> Option<Mistake> {
    let line = line_at(broken.shown(), 0).trim_end();
    let Some(at) = value::equals(line) else { return Some(without_equals(broken, line)) };
    if line.starts_with("- ") {
        let help = "Remove the `-`. A list is `KEY = [\"a\", \"b\"]`, and each host has a table `[hosts.NAME]`.";
        return Some(Mistake::new(broken.part(0, 1), "the line starts with `-`, as in YAML", help));
    }
    let operator = ["==", "=>", "=~"].into_iter().find(|it| line[at..].starts_with(it));
    if let Some(operator) = operator {
        let message = format!("`{operator}` is between key and value; TOML requires `=`");
        return Some(Mistake::new(broken.part(at, operator.len()), message, "Write `KEY = VALUE`."));
    }
    let key = line[..at].trim_end();
    if let Some(sign) = key.chars().last().filter(|sign| ":+?!".contains(*sign)) {
        let message = format!("`{sign}=` is between key and value; TOML requires `=`");
        return Some(Mistake::new(broken.part(at - 1, 2), message, "Write `KEY = VALUE`."));
    }
    header::broken_key(key).map(|(offset, found)| wrong_key(broken, key, offset, found))
}

fn without_equals(broken: &Broken, line: &str) -> Mistake {
    let first = line.split([' ', '\t', '{', '"']).next().unwrap_or_default();
    if line.ends_with(']') && !line.contains(['[', '=', ' ']) {
        let help = format!("Write `[{line}`.");
        return Mistake::new(broken.part(0, line.len()), "the header has a `]` but no `[`", help);
    }
    if line.ends_with('{') {
        let help = "Write `[TABLE]` above the lines of the table, without braces.";
        return Mistake::new(broken.part(line.len() - 1, 1), "a table in braces has no name here", help);
    }
    if line.starts_with(['{', '}', ']']) {
        let help = "Remove it, or check the brackets above it.";
        return Mistake::new(broken.part(0, 1), format!("`{}` is not the start of a key", &line[..1]), help);
    }
    let plain = !first.is_empty() && first.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let length = if plain { first.len() } else { line.len() };
    Mistake::new(
        broken.part(0, length),
        NO_EQUALS,
        "Write `KEY = VALUE`, or start the line with `#` if it is a comment.",
    )
}

fn wrong_key(broken: &Broken, key: &str, offset: usize, found: Option<char>) -> Mistake {
    let place = broken.part(offset, found.map_or(1, char::len_utf8));
    match found {
        None if key.is_empty() => Mistake::new(place, "the key before `=` is missing", "Write `KEY = VALUE`."),
        None => Mistake::new(place, "a part of the key is empty", "Remove one of the dots."),
        Some(found) if found.is_control() => control(place, found),
        Some(found) if found.is_whitespace() => {
            let help = format!("Join the words with `_`: `{}`.", key.split_whitespace().collect::<Vec<_>>().join("_"));
            Mistake::new(place, "the key contains a blank", help)
        }
        Some(found) => {
            let help = "Put this part of the key in quotes, as in `files.\"/etc/motd\".content = \"…\"`.";
            Mistake::new(place, format!("the key contains `{found}`, which requires quotes"), help)
        }
    }
}
