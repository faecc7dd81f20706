//! Resolves the table `[swarm]` to [`Swarm`].

use std::time::Duration;

use ipnet::Ipv4Net;

use crate::{
    diagnostics::{Diagnostic, Report, codes},
    model::{cluster::Swarm, inventory::SwarmTable},
    values::{duration, key_path::KeyPath},
};

/// A swarm rejects a shorter lifetime of certificates.
const SHORTEST_EXPIRY: Duration = Duration::from_hours(1);
const SHORTEST_HEARTBEAT: Duration = Duration::from_nanos(1);

pub(super) fn resolve(table: &SwarmTable, report: &mut Report) -> Swarm {
    Swarm {
        default_addr_pool: pools(table.default_addr_pool.as_deref().unwrap_or_default(), report),
        default_addr_pool_mask_length: table.default_addr_pool_mask_length,
        data_path_port: table.data_path_port,
        cert_expiry: span("cert_expiry", table.cert_expiry.as_ref(), (SHORTEST_EXPIRY, "at least `1h`"), report),
        task_history_limit: table.task_history_limit,
        dispatcher_heartbeat: span(
            "dispatcher_heartbeat",
            table.dispatcher_heartbeat.as_ref(),
            (SHORTEST_HEARTBEAT, "more than `0s`"),
            report,
        ),
        autolock: table.autolock.unwrap_or(false),
    }
}

fn pools(texts: &[String], report: &mut Report) -> Vec<Ipv4Net> {
    let mut pools = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let help = match text.parse::<Ipv4Net>() {
            Ok(pool) if pool.addr() == pool.network() => {
                pools.push(pool);
                continue;
            }
            Ok(pool) => format!("Write `{}`.", pool.trunc()),
            Err(_) => "Write an address and a prefix length.".to_owned(),
        };
        let place = KeyPath::of(["swarm", "default_addr_pool"]).index(index);
        let message = format!("`{text}` is not an IPv4 network such as `172.30.0.0/16`");
        report.push(Diagnostic::at(codes::INVALID_POOL, place, message).help(help));
    }
    pools
}

/// A duration in Docker's syntax, unchanged; `least` is the minimum that Docker accepts, and its text for the message.
fn span(key: &str, text: Option<&String>, least: (Duration, &str), report: &mut Report) -> Option<String> {
    let text = text?;
    let message = match duration::parse(text) {
        Some(span) if span >= least.0 => return Some(text.clone()),
        Some(_) => format!("`{text}` is too short; `{key}` must be {}", least.1),
        None => format!(
            "invalid duration `{text}`; expected numbers with units such as `2160h` or `1m30s`, at most `2562047h`"
        ),
    };
    let help = "Write hours, minutes and seconds as `h`, `m` and `s`; Docker has no unit for days.";
    report.push(Diagnostic::at(codes::INVALID_DURATION, KeyPath::of(["swarm", key]), message).help(help));
    None
}
