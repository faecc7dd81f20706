//! Durations in the syntax of Go, which Docker uses: `2160h`, `1h30m`, `1.5s`.

use std::time::Duration;

/// Reads a duration as Go's `time.ParseDuration` does, but without a sign; `None` if it is malformed.
pub fn parse(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut sum = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(digits);
        let unit = tail.split(|c: char| c.is_ascii_digit() || c == '.').next()?;
        sum += number.parse::<f64>().ok()? * unit_seconds(unit)?;
        rest = &tail[unit.len()..];
    }
    // Go counts nanoseconds in 64 bits.
    let fits = |span: &Duration| i64::try_from(span.as_nanos()).is_ok();
    Duration::try_from_secs_f64(sum).ok().filter(fits).filter(|_| !text.is_empty())
}

fn unit_seconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "ns" => 1e-9,
        "us" | "µs" | "μs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        let micros = Duration::from_micros;
        for (text, expected) in [
            ("2160h", micros(7_776_000_000_000)),
            ("1m30s", micros(90_000_000)),
            ("1.5h", micros(5_400_000_000)),
            (".5s", micros(500_000)),
            ("5µs", micros(5)),
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        assert!(parse("2562047h").is_some());
        for text in ["", "5", "h", "90d", "5 s", "-5s", ".s", "1h ", "1.2.3s", "é", "2562048h", "99999999999999999999h"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
