//! A span of time that `docker swarm init` does not take.

use super::Rule;
use crate::{
    cluster::Cluster,
    diagnostic::{Diagnostic, Report},
    key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule { code: "invalid-duration", run };

/// Swarm refuses to issue certificates for less than an hour.
const SHORTEST_EXPIRY: f64 = 3600.0;

fn run(cluster: &Cluster, report: &mut Report) {
    let swarm = &cluster.swarm;
    check(report, "cert_expiry", swarm.cert_expiry.as_deref(), SHORTEST_EXPIRY, "`1h`");
    check(report, "dispatcher_heartbeat", swarm.dispatcher_heartbeat.as_deref(), f64::MIN_POSITIVE, "more than `0s`");
}

fn check(report: &mut Report, key: &str, text: Option<&str>, least: f64, least_shown: &str) {
    let Some(text) = text else { return };
    let message = match seconds(text) {
        Some(seconds) if seconds >= least => return,
        Some(_) => format!("`{text}` is too short for `{key}`, which has to be {least_shown} at least"),
        None => format!("`{text}` is not a duration, which is a number with a unit, such as `2160h` or `1m30s`"),
    };
    let help = "Write hours, minutes and seconds as `h`, `m` and `s`; there is no unit for days.";
    report.push(Diagnostic::error(RULE.code, KeyPath::of(["swarm", key]), message).help(help));
}

/// The duration in seconds, as Go's `time.ParseDuration` reads it, but for a sign.
fn seconds(text: &str) -> Option<f64> {
    let mut rest = text;
    let mut sum = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(digits);
        let unit = tail.split(|c: char| c.is_ascii_digit() || c == '.').next()?;
        sum += number.parse::<f64>().ok()? * unit_seconds(unit)?;
        rest = &tail[unit.len()..];
    }
    (!text.is_empty()).then_some(sum)
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
    use super::seconds;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        for (text, expected) in [("2160h", 7_776_000.0), ("1m30s", 90.0), ("1.5h", 5400.0), (".5s", 0.5), ("5µs", 5e-6)]
        {
            assert!(seconds(text).is_some_and(|found| (found - expected).abs() < 1e-9), "{text}");
        }
        for text in ["", "5", "h", "90d", "5 s", "-5s", ".s", "1h ", "1.2.3s", "é"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
