//! A span of time that `docker swarm init` does not take.

use std::time::Duration;

use super::Rule;
use crate::{
    cluster::Cluster,
    diagnostic::{Diagnostic, Report},
    duration,
    key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule { code: "invalid-duration", run };

/// Swarm refuses to issue certificates for less than an hour.
const SHORTEST_EXPIRY: Duration = Duration::from_hours(1);

fn run(cluster: &Cluster, report: &mut Report) {
    let swarm = &cluster.swarm;
    check(report, "cert_expiry", swarm.cert_expiry.as_deref(), SHORTEST_EXPIRY, "`1h`");
    check(
        report,
        "dispatcher_heartbeat",
        swarm.dispatcher_heartbeat.as_deref(),
        Duration::from_nanos(1),
        "more than `0s`",
    );
}

fn check(report: &mut Report, key: &str, text: Option<&str>, least: Duration, least_shown: &str) {
    let Some(text) = text else { return };
    let message = match duration::parse(text) {
        Some(span) if span >= least => return,
        Some(_) => format!("`{text}` is too short for `{key}`, which has to be {least_shown} at least"),
        None => format!(
            "`{text}` is no duration that Docker takes, which is a number with a unit, such as `2160h` or `1m30s`, up to \
             `2562047h`"
        ),
    };
    let help = "Write hours, minutes and seconds as `h`, `m` and `s`; there is no unit for days.";
    report.push(Diagnostic::error(RULE.code, KeyPath::of(["swarm", key]), message).help(help));
}
