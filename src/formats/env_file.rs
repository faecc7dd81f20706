//! Files of variables, one `NAME=VALUE` a line, as Compose reads its `.env`.

use super::variables::{Variables, expand_text};

/// Adds the variables of a file to those before it, whose values it may use. Fails with the number of the first line
/// that is neither a variable, nor a comment, nor empty.
pub fn read(text: &str, variables: &mut Variables) -> Result<(), usize> {
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = variable(line, variables).ok_or(index + 1)?;
        variables.insert(name, value);
    }
    Ok(())
}

/// Whether a variable can have this name.
pub fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(|c: char| !c.is_ascii_digit()) && text.chars().all(is_part)
}

fn variable(line: &str, variables: &Variables) -> Option<(String, String)> {
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let value = match value.chars().next() {
        Some('\'') => quoted(value, '\'')?.to_owned(),
        Some('"') => unescaped(&expanded(quoted(value, '"')?, variables)),
        Some('#') => String::new(),
        _ => expanded(value.split_once(" #").map_or(value, |(value, _)| value).trim_end(), variables),
    };
    is_name(name).then(|| (name.to_owned(), value))
}

/// The text between quotes. Only a comment may follow it.
fn quoted(value: &str, quote: char) -> Option<&str> {
    let inside = &value[1..];
    let is_end = |at: &usize| quote == '\'' || !inside[..*at].ends_with('\\');
    let end = inside.match_indices(quote).map(|(at, _)| at).find(is_end)?;
    let rest = inside[end + 1..].trim_start();
    (rest.is_empty() || rest.starts_with('#')).then(|| &inside[..end])
}

/// A value without dollars of its own: Docker's notation doubles them.
fn expanded(value: &str, variables: &Variables) -> String {
    expand_text(value, variables).replace("$$", "$")
}

fn unescaped(value: &str) -> String {
    let (mut text, mut chars) = (String::new(), value.chars());
    while let Some(c) = chars.next() {
        match (c, (c == '\\').then(|| chars.next()).flatten()) {
            ('\\', Some('n')) => text.push('\n'),
            ('\\', Some('t')) => text.push('\t'),
            ('\\', Some(other @ ('"' | '\\' | '$'))) => text.push(other),
            ('\\', Some(other)) => text.extend(['\\', other]),
            (c, _) => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Variables, read};

    #[test]
    fn values_are_read_as_compose_reads_them() {
        let text = "# all\n\nA=1\nexport B = two words # why\nC='$A \"x\" # y'\nD=\"a\\nb $A\" # z\nE=\nF=${A:-0}-${N:-n}\nG=p#q\nH=# no\n";
        let mut found = Variables::new();
        assert_eq!(read(text, &mut found), Ok(()));
        let expected = [
            ("A", "1"),
            ("B", "two words"),
            ("C", "$A \"x\" # y"),
            ("D", "a\nb 1"),
            ("E", ""),
            ("F", "1-n"),
            ("G", "p#q"),
            ("H", ""),
        ];
        assert_eq!(found, BTreeMap::from(expected.map(|(name, value)| (name.to_owned(), value.to_owned()))));
    }

    #[test]
    fn the_line_that_is_no_variable_is_told() {
        for (text, line) in [("A=1\nB\n", 2), ("1A=x", 1), ("A='x", 1), ("A='x' y", 1), ("A B=x", 1)] {
            assert_eq!(read(text, &mut Variables::new()), Err(line), "{text}");
        }
    }
}
