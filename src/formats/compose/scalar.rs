//! The type of a plain scalar, as Docker's YAML reader sees it: YAML 1.1, except for some words in newer clients.

use super::{
    client::Client,
    tree::{Node, Value},
};

/// The value of a scalar without quotes and without a tag.
pub(super) fn plain(text: &str, client: Client) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" if client.has_old_yaml() => Value::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" if client.has_old_yaml() => Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Value::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" => {
            Value::Float(f64::INFINITY)
        }
        _ => number(text, client).unwrap_or_else(|| Value::Text(text.to_owned())),
    }
}

/// The value of a scalar with a tag; `None` if the scalar does not fit the tag.
pub(super) fn tagged(tag: &str, text: &str, client: Client) -> Option<Value> {
    let value = plain(text, client);
    match (tag, value) {
        ("bool", value @ Value::Bool(_))
        | ("int", value @ Value::Integer(_))
        | ("float", value @ Value::Float(_))
        | ("null", value @ Value::Null)
        | ("timestamp", value @ Value::Date(_)) => Some(value),
        #[expect(clippy::cast_precision_loss, reason = "a float has this precision")]
        ("float", Value::Integer(number)) => Some(Value::Float(number as f64)),
        ("bool" | "int" | "float" | "null" | "timestamp", _) => None,
        _ => Some(Value::Text(text.to_owned())),
    }
}

fn number(text: &str, client: Client) -> Option<Value> {
    let first = text.chars().next().filter(|c| c.is_ascii_digit() || "+-.".contains(*c))?;
    if first == '.' {
        return float(text);
    }
    if client.has_dates() && is_date(text) {
        return Some(Value::Date(text.to_owned()));
    }
    let bare = text.replace('_', "");
    integer(&bare, client).map(Value::Integer).or_else(|| float(&bare))
}

/// An integer with its base: `0x`, `0b`, `0o`, or `0` for an octal number.
fn integer(text: &str, client: Client) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let based = [("0x", 16), ("0b", 2), ("0o", 8), ("0", 8)].into_iter().find_map(|(prefix, base)| {
        let rest = lower.strip_prefix(prefix).filter(|rest| !rest.is_empty())?;
        Some((rest.to_owned(), base)).filter(|_| prefix != "0o" || !client.is_first())
    });
    let (digits, base) = based.unwrap_or((lower, 10));
    if !digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let number = sign * i128::from_str_radix(&digits, base).ok()?;
    (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&number).then_some(number)
}

/// A float as YAML 1.1 writes it; Rust reads words such as `inf` too.
fn float(text: &str) -> Option<Value> {
    let is_part = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite())?;
    text.chars().all(is_part).then_some(Value::Float(number))
}

/// `2026-01-31`, alone or with a time.
fn is_date(text: &str) -> bool {
    let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let parts: Vec<_> = date.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let (Some(month), Some(day)) = (of_two(month), of_two(day)) else { return false };
    let is_year = year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit());
    is_year && (1..=12).contains(&month) && day >= 1 && day <= days(year, month) && is_time(text, time)
}

fn days(year: &str, month: u32) -> u32 {
    let year: u32 = year.parse().unwrap_or_default();
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The time behind a date: nothing, `15:04:05` behind a space, or with a zone behind a `T`.
fn is_time(text: &str, time: &str) -> bool {
    if !text.contains(['T', 't', ' ']) {
        return true;
    }
    let zone = time.find(['Z', '+', '-']);
    let (clock, zone) = time.split_at(zone.unwrap_or(time.len()));
    let parts: Vec<_> = clock.split(':').collect();
    let [hour, minute, second] = parts[..] else { return false };
    let second = second.split_once('.').map_or(second, |(second, _)| second);
    let below = |part, limit| of_two(part).is_some_and(|number| number < limit);
    let is_zoned = zone == "Z" || (zone.len() == 6 && zone[1..].split(':').all(|part| of_two(part).is_some()));
    below(hour, 24)
        && below(minute, 60)
        && below(second, 60)
        && if text.contains(' ') { zone.is_empty() } else { is_zoned }
}

fn of_two(text: &str) -> Option<u32> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// Whether JSON has no such number, so that Docker fails on the whole file.
pub(super) fn is_unwritable(node: &Node) -> bool {
    matches!(node.value, Value::Float(number) if !number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::{Client, Value, plain};
    use crate::os::Version;

    fn shown(text: &str, major: u32) -> String {
        format!("{:?}", plain(text, Client { engine: Version(major, 0) }))
    }

    #[test]
    fn numbers_are_those_of_yaml_1_1() {
        for (text, number) in
            [("0777", 511), ("0x1F", 31), ("0b11", 3), ("0o17", 15), ("1_000", 1000), ("-5", -5), ("+7", 7)]
        {
            assert_eq!(shown(text, 28), format!("{:?}", Value::Integer(number)), "{text}");
        }
        for text in ["08", "1.5", ".5", "1e3"] {
            assert!(shown(text, 28).starts_with("Float"), "{text}: {}", shown(text, 28));
        }
        for text in ["1.2.3", "-", "+", "0x", "1e", "infinity", "nan", "12:30", "0-9"] {
            assert!(shown(text, 28).starts_with("Text"), "{text}: {}", shown(text, 28));
        }
    }

    #[test]
    fn words_depend_on_the_client() {
        assert_eq!((shown("yes", 26), shown("yes", 28)), ("Bool(true)".to_owned(), "Text(\"yes\")".to_owned()));
        assert_eq!((shown("n", 26), shown("true", 28)), ("Bool(false)".to_owned(), "Bool(true)".to_owned()));
    }

    #[test]
    fn a_date_is_one() {
        for text in ["2026-01-31", "2026-1-1", "2024-02-29", "2026-01-31T10:00:00Z", "2026-01-31 10:00:00"] {
            assert!(shown(text, 28).starts_with("Date"), "{text}");
        }
        for text in ["2026-13-01", "2026-02-29", "26-01-01", "2026-01-31T10:00:00", "2026-01"] {
            assert!(shown(text, 28).starts_with("Text"), "{text}");
        }
    }
}
