//! Notations within strings: durations, ports, sizes, commands, volumes.

use std::net::IpAddr;

/// Whether this is a length of time, such as `1m30s`.
pub(super) fn is_duration(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "0" {
        return true;
    }
    let mut rest = unsigned;
    while !rest.is_empty() {
        let Some(behind) = after_number(rest).and_then(after_unit) else { return false };
        rest = behind;
    }
    !unsigned.is_empty()
}

fn after_number(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, behind) = text.split_at(end);
    let has_digit = number.bytes().any(|byte| byte.is_ascii_digit());
    (has_digit && number.matches('.').count() <= 1).then_some(behind)
}

fn after_unit(text: &str) -> Option<&str> {
    // The longer unit first: `ms` starts with `m`.
    ["ns", "us", "µs", "μs", "ms", "s", "m", "h"].iter().find_map(|unit| text.strip_prefix(unit))
}

/// The mistake in `[ADDRESS:][PUBLISHED:]TARGET[/PROTOCOL]`.
pub(super) fn port_mistake(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (target, before) = parts.split_last().expect("a split has one part at least");
    let (published, address) = before.split_last().map_or(("", String::new()), |(it, rest)| (*it, rest.join(":")));
    let (target, protocol) = target_and_protocol(target);
    if !address.is_empty() && !is_address(&address) {
        return Some(format!("`{address}` is not an IP address"));
    }
    let Some(targets) = range(target) else { return Some(format!("`{target}` is not a port of the container")) };
    if !["tcp", "udp", "sctp"].contains(&protocol.to_lowercase().as_str()) {
        return Some(format!("`{protocol}` is not a protocol; allowed: `tcp`, `udp`, `sctp`"));
    }
    if published.is_empty() {
        return None;
    }
    let Some(outside) = range(published) else { return Some(format!("`{published}` is not a port of the host")) };
    let (inside, outside) = (targets.1 - targets.0, outside.1 - outside.0);
    (inside != outside && inside != 0).then(|| format!("the ranges `{published}` and `{target}` differ in length"))
}

fn target_and_protocol(text: &str) -> (&str, &str) {
    let mut parts = text.split('/');
    let port = parts.next().unwrap_or_default();
    if port.is_empty() {
        return ("", "");
    }
    (port, parts.next().filter(|it| !it.is_empty()).unwrap_or("tcp"))
}

fn is_address(text: &str) -> bool {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    bare.unwrap_or(text).parse::<IpAddr>().is_ok()
}

fn range(text: &str) -> Option<(u16, u16)> {
    let number = |text: &str| text.parse::<u16>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let mut parts = text.split('-');
    let first = number(parts.next()?)?;
    let last = parts.next().map_or(Some(first), number)?;
    (first <= last).then_some((first, last))
}

/// Whether this is a size, such as `1.5g` or `512 MiB`.
pub(super) fn is_size(text: &str) -> bool {
    let Some(last) = text.rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ') else { return false };
    let (number, suffix) = text.split_at(last + 1);
    let number = number.strip_suffix(' ').unwrap_or(number);
    let is_number = number.parse::<f64>().is_ok_and(|number| number >= 0.0);
    is_number && is_unit(&suffix.to_lowercase())
}

fn is_unit(suffix: &str) -> bool {
    let (unit, rest) = suffix.split_at_checked(1).unwrap_or((suffix, ""));
    match unit {
        "" => suffix.is_empty(),
        "b" => rest.is_empty(),
        _ => "kmgtp".contains(unit) && ["", "b", "ib"].contains(&rest),
    }
}

/// The mistake in a command line: a quote without its end, or a backslash at the end.
pub(super) fn command_mistake(text: &str) -> Option<&'static str> {
    let mut chars = text.chars();
    let (mut quote, mut in_word) = (None, false);
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None | Some('"'), '\\') if chars.next().is_none() => return Some("it ends with a backslash"),
            (None, '#') if !in_word => _ = chars.find(|c| *c == '\n'),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        in_word = quote.is_some() || !c.is_ascii_whitespace();
    }
    quote.map(|_| "a quote has no end")
}

/// The mistake in `[SOURCE:]TARGET[:OPTIONS]`.
pub(super) fn volume_mistake(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("it is empty");
    }
    if text.len() <= 2 {
        return None;
    }
    let sections = sections(text);
    let is_empty = |section: &String| section.is_empty();
    match sections.iter().position(is_empty) {
        Some(place) if place < 4 => Some("there is nothing before or after a colon"),
        _ if sections.len() > 3 => Some("it has too many colons"),
        _ => None,
    }
}

/// The parts between colons; a single letter before a colon is a drive of Windows.
fn sections(text: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    for c in text.chars() {
        let last = sections.last_mut().expect("there is one section at least");
        let mut chars = last.chars();
        let is_drive = chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none();
        if c == ':' && !is_drive { sections.push(String::new()) } else { last.push(c) }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::{command_mistake, is_duration, is_size, port_mistake, volume_mistake};

    #[test]
    fn a_duration_has_units() {
        for text in ["30s", "1m30s", "1.5h", "0", "-5s", "+1ms", "10us", ".5s", "1.s"] {
            assert!(is_duration(text), "{text}");
        }
        for text in ["", "30", "1d", "5 s", "s", "-", "1m30", ".s", "1..5s"] {
            assert!(!is_duration(text), "{text}");
        }
    }

    #[test]
    fn a_port_has_its_notation() {
        for text in [
            "80",
            "8080:80",
            "53:53/udp",
            "127.0.0.1:80:80",
            "[::1]:80:80",
            ":80",
            "80-90:80-90",
            "80-90:80",
            "127.0.0.1::80",
            "80/TCP",
        ] {
            assert_eq!(port_mistake(text), None, "{text}");
        }
        for text in ["", "a", "80:", "70000:80", "80:80/icmp", "host:80:80", "80-90:80-85", "90-80:80", "0x50", "-1"] {
            assert!(port_mistake(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_size_has_a_unit() {
        for text in ["50M", "1.5g", "512 MiB", "64", "10kb", "0", "1B"] {
            assert!(is_size(text), "{text}");
        }
        for text in ["", "M", "50X", "-5M", "50mbb", "50  M", "1MB2"] {
            assert!(!is_size(text), "{text}");
        }
    }

    #[test]
    fn a_command_closes_its_quotes() {
        for text in ["", "a 'b c' \"d\"", "a \\' b", "it# 'is'", "a # it's"] {
            assert_eq!(command_mistake(text), None, "{text}");
        }
        for text in ["it's", "a \"b", "a \\", "\"a \\\""] {
            assert!(command_mistake(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_volume_has_three_parts_at_most() {
        for text in ["/a", "a:/b", "a:/b:ro", "c:/x:/y:ro", "./a:/b", "a:"] {
            assert_eq!(volume_mistake(text), None, "{text}");
        }
        for text in ["", "/a::/b", "/a:/b:ro:z", ":/a", "/a:/b:"] {
            assert!(volume_mistake(text).is_some(), "{text}");
        }
    }
}
