//! `[secrets]`: the limits for reading secrets.

use std::time::Duration;

use super::values::invalid;
use crate::{
    diagnostics::Report,
    model::{inventory::SecretsTable, material::SecretLimits},
    values::{duration, key_path::KeyPath},
};

const RANGE: std::ops::RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_hours(1);

/// The limits, with the default in the place of an invalid one.
pub fn limits(table: &SecretsTable, report: &mut Report) -> SecretLimits {
    let mut limits = SecretLimits::default();
    if let Some(size) = table.max_size {
        limits.size = u64::from(size);
    }
    if let Some(text) = &table.command_timeout {
        let at = KeyPath::of(["secrets", "command_timeout"]);
        let timeout = duration::parse(text).filter(|timeout| RANGE.contains(timeout));
        let expected = "a duration between `1s` and `1h`, such as `30s`";
        limits.timeout = timeout.or_else(|| invalid(text, expected, &at, report)).unwrap_or(limits.timeout);
    }
    limits
}
