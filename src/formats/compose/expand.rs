//! Variables in the values of a compose file, as Docker expands them: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:?message}`, and
//! `$$` for a literal dollar.

use super::client::Client;

/// The value of a variable; `None` if it has none.
pub type Lookup<'l> = dyn Fn(&str) -> Option<String> + 'l;

/// A text after its expansion.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Expanded {
    pub(super) text: String,
    /// The variables that Docker replaced with an empty string.
    pub(super) unset: Vec<String>,
    /// A dollar that Docker cannot read and drops, because it forgets the error when it reads a later variable of the text.
    pub(super) dropped: Vec<String>,
    /// The reason why Docker refuses the text.
    pub(super) refused: Option<Refused>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// A dollar that starts no variable.
    Invalid(String),
    /// A required variable without a value, and the file's own message.
    Required(String, String),
}

/// Expands a text.
pub(super) fn expand(text: &str, client: Client, lookup: &Lookup<'_>) -> Expanded {
    let mut expanded = Expanded::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        expanded.text.push_str(before);
        rest = expanded.variable(after, client, lookup);
    }
    expanded.text.push_str(rest);
    expanded
}

impl Expanded {
    /// Expands the variable after a dollar, and returns the text after the variable.
    fn variable<'t>(&mut self, after: &'t str, client: Client, lookup: &Lookup<'_>) -> &'t str {
        if let Some(behind) = after.strip_prefix('$') {
            self.text.push('$');
            return behind;
        }
        let Some((substitution, behind)) = split(after, client) else {
            self.refuse(Refused::Invalid(format!("${}", excerpt(after))), client);
            return after;
        };
        match value(substitution, lookup) {
            Ok(value) => {
                self.accept(client);
                self.text.push_str(&value);
            }
            Err(Missing::Unset) => {
                self.accept(client);
                self.unset.push(substitution.to_owned());
            }
            Err(Missing::Required(name, message)) => self.refuse(Refused::Required(name, message), client),
        }
        behind
    }

    /// Only the first client keeps an error until the end of the text.
    fn accept(&mut self, client: Client) {
        if !client.is_first()
            && let Some(refused) = self.refused.take()
        {
            self.drop(refused);
        }
    }

    fn refuse(&mut self, refused: Refused, client: Client) {
        if client.is_first() {
            self.refused.get_or_insert(refused);
        } else if let Some(earlier) = self.refused.replace(refused) {
            self.drop(earlier);
        }
    }

    fn drop(&mut self, refused: Refused) {
        self.dropped.push(match refused {
            Refused::Invalid(text) => text,
            Refused::Required(name, _) => format!("${{{name}}}"),
        });
    }
}

/// The substitution at the start of the text, `NAME` or `NAME:-default`, and the text behind it.
fn split(after: &str, client: Client) -> Option<(&str, &str)> {
    if let Some(inner) = after.strip_prefix('{') {
        let end = length(inner, client)?;
        return Some((&inner[..end], inner[end..].strip_prefix('}')?)).filter(|(name, _)| !name.is_empty());
    }
    let end = length(after, client)?;
    Some(after.split_at(end))
}

/// The length of a name with its default or message.
fn length(text: &str, client: Client) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let first = text.chars().next().filter(|c| is_part(*c) && !c.is_ascii_digit());
    first?;
    let operators = if client.is_first() { "-" } else { "-?" };
    let operator = &text[name..];
    let argument = operator.strip_prefix(':').unwrap_or(operator);
    let Some(argument) = argument.strip_prefix(|c| operators.contains(c)) else { return Some(name) };
    let end = argument.find('}').unwrap_or(argument.len());
    // The first client wants a default of one character at least.
    if end == 0 && client.is_first() {
        return Some(name);
    }
    Some(text.len() - argument.len() + end)
}

enum Missing {
    Unset,
    Required(String, String),
}

/// The value of a substitution. Docker looks for each operator anywhere in it, in this order.
fn value(substitution: &str, lookup: &Lookup<'_>) -> Result<String, Missing> {
    if let Some((name, default)) = substitution.split_once(":-") {
        return Ok(lookup(name).filter(|value| !value.is_empty()).unwrap_or_else(|| default.to_owned()));
    }
    if let Some((name, default)) = substitution.split_once('-') {
        return Ok(lookup(name).unwrap_or_else(|| default.to_owned()));
    }
    if let Some((name, message)) = substitution.split_once(":?") {
        let value = lookup(name).filter(|value| !value.is_empty());
        return value.ok_or_else(|| Missing::Required(name.to_owned(), message.to_owned()));
    }
    if let Some((name, message)) = substitution.split_once('?') {
        return lookup(name).ok_or_else(|| Missing::Required(name.to_owned(), message.to_owned()));
    }
    lookup(substitution).ok_or(Missing::Unset)
}

/// A short text to find the place in the file.
fn excerpt(text: &str) -> String {
    text.split_inclusive(['}', ')', ' ', '\n']).next().unwrap_or_default().trim_end().chars().take(30).collect()
}

#[cfg(test)]
mod tests {
    use super::{Client, Expanded, Refused, expand};
    use crate::os::Version;

    fn of(text: &str, engine: Version) -> Expanded {
        let lookup =
            |name: &str| [("HOME", "/root"), ("EMPTY", "")].iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        expand(text, Client { engine }, &lookup)
    }

    fn new(text: &str) -> Expanded {
        of(text, Version(28, 2))
    }

    #[test]
    fn variables_are_replaced() {
        for (text, expected) in [
            ("plain $$X", "plain $X"),
            ("${HOME}/x", "/root/x"),
            ("$HOME/x", "/root/x"),
            ("${X:-d}e", "de"),
            ("${X-}", ""),
            ("${EMPTY:-d}", "d"),
            ("${EMPTY-d}", ""),
            ("$X-d}e", "d}e"),
            ("${X?some-message}", "message"),
        ] {
            let expanded = new(text);
            assert_eq!((expanded.text.as_str(), &expanded.refused), (expected, &None), "{text}");
        }
        assert_eq!(new("a${X}$Y").unset, ["X", "Y"]);
    }

    #[test]
    fn a_refusal_says_what_is_missing() {
        let required = Refused::Required("X".to_owned(), "set X".to_owned());
        for text in ["${X:?set X}", "${X?set X}"] {
            assert_eq!(new(text).refused, Some(required.clone()), "{text}");
        }
        for (text, excerpt) in
            [("$(date)", "$(date)"), ("$", "$"), ("a ${1}", "${1}"), ("${X:+y}", "${X:+y}"), ("${X", "${X")]
        {
            assert_eq!(new(text).refused, Some(Refused::Invalid(excerpt.to_owned())), "{text}");
        }
    }

    #[test]
    fn docker_forgets_an_error_before_a_variable() {
        let expanded = new("$(date) $HOME");
        assert_eq!((expanded.refused, expanded.dropped), (None, vec!["$(date)".to_owned()]));
        assert!(of("$(date) $HOME", Version(1, 13)).refused.is_some());
        assert!(of("${X?no}", Version(1, 13)).refused.is_some());
        assert!(of("${X:-}", Version(1, 13)).refused.is_some());
    }
}
