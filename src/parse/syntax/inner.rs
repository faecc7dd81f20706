//! Mistakes within strings, lists and tables: the parser names the place, and this module the fix.

use std::ops::Range;

use super::{
    mistakes::{Broken, Mistake, control},
    value::unquoted,
};

const ENTRY: &str = "Write a table on one line as `{ KEY = VALUE, KEY = VALUE }`.";

/// The parser's words, up to their first comma, with ours.
const KNOWN: [(&str, &str, &str); 19] = [
    (
        "missing comma between array elements",
        "`,` is missing between two elements of the list",
        "Separate them with `,`.",
    ),
    (
        "missing comma between key-value pairs",
        "`,` is missing between two keys of the table",
        "Separate them with `,`.",
    ),
    ("extra comma", "there is a `,` without a value before it", "Remove the `,`."),
    ("unexpected `=` in array", "`=` is in a list", "Write a table with `{ KEY = VALUE }`, or a list of values."),
    ("missing key", "a key of the table is missing", ENTRY),
    ("missing assignment", "`=` is missing between a key and its value", ENTRY),
    ("extra assignment", "there is a second `=` before a `,`", ENTRY),
    ("extra `=`", "there is a second `=`", "Write `KEY = VALUE`."),
    ("missing value", "a value is missing", ENTRY),
    ("invalid inline table element", "a key of the table is missing", ENTRY),
    ("missing inline table opening", "`}` closes no `{`", "Remove the `}`, or check the brackets before it."),
    ("missing array opening", "`]` closes no `[`", "Remove the `]`, or check the brackets before it."),
    ("carriage return", "a carriage return is not part of a line end", "Save the file with LF line endings."),
    ("invalid comment character", "the comment contains a control character", "Remove the character."),
    ("unexpected content between comment", "the comment contains a control character", "Remove the character."),
    ("cannot recurse", "tables and lists are nested too deep", "Write fewer brackets."),
    ("recursion limit", "the key has too many parts", "Write fewer dots."),
    (
        "keys cannot be multi-line",
        "a key must not have three quotes",
        "Put the key in single quotes `'` or double quotes `\"`.",
    ),
    ("`_` may only go between digits", "`_` is not between two digits", "Write digits only, such as `5000`."),
];

/// The mistake at the parser's place.
pub(super) fn mistake(broken: &Broken) -> Mistake {
    let place = broken.place.clone();
    let words = broken.words;
    let found = broken.text.get(place.clone()).unwrap_or_default();
    if let Some((_, message, help)) = KNOWN.iter().find(|(start, ..)| words.starts_with(start)) {
        return Mistake::new(place, *message, *help);
    }
    if let Some(rest) = words.strip_prefix("cannot extend value of type ") {
        let kind = rest.split(" with").next().unwrap_or_default();
        let message = format!("the key has a value already ({kind}) and cannot be a table too");
        return Mistake::new(place, message, "Write all keys of the table in one place, or rename one of the two.");
    }
    if words.starts_with("unquoted keys cannot be empty") {
        return Mistake::new(place, "the key before `=` is missing", ENTRY);
    }
    if words.starts_with("invalid unquoted key") {
        return key(place, found.chars().next().unwrap_or(' '));
    }
    if in_string(broken) {
        return string(broken);
    }
    let scalar = ["string values must be quoted", "invalid"];
    let number = ["unexpected leading zero", "redundant", "integers with a radix", "radix must", "unexpected sign"];
    if scalar.iter().chain(&number).any(|start| words.starts_with(start)) {
        let (message, help) = unquoted(word(broken));
        return Mistake::new(place, message, help);
    }
    if found.contains(char::is_control) {
        return Mistake::new(place, "a control character is not allowed here", "Remove the character.");
    }
    let message = "this is not valid TOML";
    Mistake::new(place, message, "Write `KEY = VALUE` on a line, and `[TABLE]` above the lines of a table.")
}

fn key(place: Range<usize>, found: char) -> Mistake {
    if found == ':' {
        return Mistake::new(place, "`:` is between key and value; TOML requires `=`", ENTRY);
    }
    if found.is_control() {
        return control(place, found);
    }
    let message = format!("the key contains `{found}`, which requires quotes");
    Mistake::new(place, message, "Put the key in quotes, as in `{ \"example.com/disk\" = \"ssd\" }`.")
}

/// The value without quotes around the parser's place.
fn word<'t>(broken: &Broken<'t>) -> &'t str {
    let ends = |c: char| c.is_whitespace() || ",[]{}=#".contains(c);
    let at = broken.text.floor_char_boundary(broken.place.start);
    let start = broken.text[..at].rfind(ends).map_or(0, |end| end + 1);
    let rest = &broken.text[start..];
    &rest[..rest.find(ends).unwrap_or(rest.len())]
}

fn in_string(broken: &Broken) -> bool {
    let kinds = ["invalid basic string", "invalid literal string", "invalid multi-line", "missing escaped value"];
    let escapes = ["too few unicode", "invalid value"];
    kinds.iter().chain(&escapes).any(|start| broken.words.starts_with(start))
}

fn string(broken: &Broken) -> Mistake {
    let at = broken.text.floor_char_boundary(broken.place.start);
    let place = at..broken.place.end;
    if broken.text[at..].starts_with([' ', ',', '}', ']', '\n', '\r']) {
        return Mistake::new(place, "a value is missing", ENTRY);
    }
    let control = broken.text[at..].chars().next().filter(|c| c.is_control());
    if let Some(control) = control {
        let message = format!("the string contains the control character U+{:04X}", u32::from(control));
        return Mistake::new(place, message, "Remove the character.");
    }
    let help = "Write `\\\\` for a backslash, or put the text in single quotes: `'C:\\dir'`.";
    Mistake::new(place, "the string contains a backslash that starts no escape sequence", help)
}
