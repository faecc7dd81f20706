//! The log drivers of the engine, with the options of each.

use super::format::{BOOLEAN, DURATION, Format, NATURAL, POSITIVE, POSITIVE_SIZE, SIZE};
use super::log_address::{FLUENTD, GELF, SPLUNK, SYSLOG};
use crate::os::Version;

/// A log driver.
pub(super) struct LogDriver {
    pub(super) name: &'static str,
    pub(super) options: &'static [&'static [LogOption]],
    /// The options that the driver requires.
    pub(super) requires: &'static [&'static str],
    /// Whether the engine misses them as it starts, if there are other options.
    pub(super) checks: bool,
    pub(super) since: Option<Version>,
    pub(super) until: Option<Version>,
}

/// An option of a log driver.
pub(super) struct LogOption {
    pub(super) name: &'static str,
    /// The format of its value; `None` for any string.
    pub(super) format: Option<&'static Format>,
    /// Whether the engine checks the value as it starts, and not only for each container.
    pub(super) at_start: bool,
    pub(super) since: Option<Version>,
    pub(super) until: Option<Version>,
}

impl LogDriver {
    const fn new(name: &'static str, options: &'static [&'static [LogOption]]) -> Self {
        Self { name, options, requires: &[], checks: true, since: None, until: None }
    }

    pub(super) fn named(name: &str) -> Option<&'static Self> {
        DRIVERS.iter().find(|driver| driver.name == name)
    }

    pub(super) fn options(&self) -> impl Iterator<Item = &'static LogOption> {
        self.options.iter().copied().flatten().chain(OF_ALL)
    }
}

impl LogOption {
    const fn any(name: &'static str) -> Self {
        Self { name, format: None, at_start: true, since: None, until: None }
    }

    const fn of(name: &'static str, format: &'static Format) -> Self {
        Self { format: Some(format), ..Self::any(name) }
    }

    /// An option that the engine checks only for each container.
    const fn late(name: &'static str, format: &'static Format) -> Self {
        Self { at_start: false, ..Self::of(name, format) }
    }

    const fn since(mut self, major: u32, minor: u32) -> Self {
        self.since = Some(Version(major, minor));
        self
    }

    const fn until(mut self, major: u32, minor: u32) -> Self {
        self.until = Some(Version(major, minor));
        self
    }
}

const fn one_of(name: &'static str, fits: fn(&str) -> bool) -> Format {
    Format { name, fits }
}

const MODE: Format = one_of("`blocking` or `non-blocking`", |it| ["", "blocking", "non-blocking"].contains(&it));
const FACILITY: Format = one_of("a facility such as `daemon` or `local0`, or a number from 0 to 23", |it| {
    FACILITIES.contains(&it) || it.is_empty() || it.parse::<u8>().is_ok_and(|it| it <= 23)
});
const FACILITIES: [&str; 20] = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "local0",
    "local1", "local2", "local3", "local4", "local5", "local6", "local7",
];
const SYSLOG_FORMAT: Format = one_of("one of `rfc3164`, `rfc5424`, `rfc5424micro`", |it| {
    ["", "rfc3164", "rfc5424", "rfc5424micro"].contains(&it)
});
const COMPRESSION: Format = one_of("one of `gzip`, `zlib`, `none`", |it| ["gzip", "zlib", "none"].contains(&it));
const LEVEL: Format =
    one_of("a level from -1 to 9", |it| it.parse::<i8>().is_ok_and(|level| (-1..=9).contains(&level)));
const EMF: Format = one_of("`json/emf`", |it| it.is_empty() || it == "json/emf");
const SPLUNK_FORMAT: Format =
    one_of("one of `inline`, `json`, `raw`", |it| ["", "inline", "json", "raw"].contains(&it));
const INTERVAL: Format = one_of("a duration from `100ms` to `10s`, or `0s`", |it| {
    crate::values::duration::parse(it).is_some_and(|it| it.is_zero() || (100..=10_000).contains(&it.as_millis()))
});

/// The options that every driver has. `cache-*` is for drivers whose logs the engine cannot read back.
const OF_ALL: &[LogOption] = &[
    LogOption::of("mode", &MODE),
    LogOption::of("max-buffer-size", &SIZE),
    LogOption::of("cache-disabled", &BOOLEAN).since(20, 10),
    LogOption::late("cache-max-size", &POSITIVE_SIZE).since(20, 10),
    LogOption::late("cache-max-file", &POSITIVE).since(20, 10),
    LogOption::late("cache-compress", &BOOLEAN).since(20, 10),
];

const ATTRIBUTES: &[LogOption] = &[
    LogOption::any("labels"),
    LogOption::any("labels-regex").since(18, 0),
    LogOption::any("env"),
    LogOption::any("env-regex").since(18, 0),
];
const TAG: &[LogOption] = &[LogOption::any("tag")];
const FILES: &[LogOption] = &[
    LogOption::late("max-size", &POSITIVE_SIZE),
    LogOption::late("max-file", &POSITIVE),
    LogOption::late("compress", &BOOLEAN).since(18, 0),
];

const DRIVERS: &[LogDriver] = &[
    LogDriver::new("none", &[]),
    LogDriver::new("json-file", &[FILES, ATTRIBUTES, TAG]),
    LogDriver { since: Some(Version(18, 9)), ..LogDriver::new("local", &[FILES, LOCAL]) },
    LogDriver::new("journald", &[ATTRIBUTES, TAG]),
    LogDriver::new("syslog", &[ATTRIBUTES, TAG, OF_SYSLOG]),
    LogDriver { requires: &["gelf-address"], ..LogDriver::new("gelf", &[ATTRIBUTES, TAG, OF_GELF]) },
    LogDriver::new("fluentd", &[ATTRIBUTES, TAG, OF_FLUENTD]),
    LogDriver { requires: &["awslogs-group"], ..LogDriver::new("awslogs", &[TAG, AWSLOGS]) },
    LogDriver::new("gcplogs", &[ATTRIBUTES, GCPLOGS]),
    LogDriver {
        requires: &["splunk-url", "splunk-token"],
        checks: false,
        ..LogDriver::new("splunk", &[ATTRIBUTES, TAG, OF_SPLUNK])
    },
    LogDriver { until: Some(Version(25, 0)), ..LogDriver::new("logentries", &[ATTRIBUTES, TAG, LOGENTRIES]) },
];

const LOCAL: &[LogOption] = &[
    LogOption::any("labels").since(29, 5),
    LogOption::any("labels-regex").since(29, 5),
    LogOption::any("env").since(29, 5),
    LogOption::any("env-regex").since(29, 5),
    LogOption::any("tag").since(29, 5),
];

const OF_SYSLOG: &[LogOption] = &[
    LogOption::of("syslog-address", &SYSLOG),
    LogOption::of("syslog-facility", &FACILITY),
    LogOption::of("syslog-format", &SYSLOG_FORMAT),
    LogOption::any("syslog-tls-ca-cert"),
    LogOption::any("syslog-tls-cert"),
    LogOption::any("syslog-tls-key"),
    LogOption::any("syslog-tls-skip-verify"),
];

const OF_GELF: &[LogOption] = &[
    LogOption::of("gelf-address", &GELF),
    LogOption::of("gelf-compression-level", &LEVEL),
    LogOption::of("gelf-compression-type", &COMPRESSION),
    LogOption::of("gelf-tcp-max-reconnect", &NATURAL).since(18, 0),
    LogOption::of("gelf-tcp-reconnect-delay", &NATURAL).since(18, 0),
];

const OF_FLUENTD: &[LogOption] = &[
    LogOption::of("fluentd-address", &FLUENTD),
    LogOption::of("fluentd-async", &BOOLEAN).since(20, 10),
    LogOption::of("fluentd-async-connect", &BOOLEAN).until(28, 0),
    LogOption::of("fluentd-async-reconnect-interval", &INTERVAL).since(23, 0),
    LogOption::of("fluentd-buffer-limit", &SIZE),
    LogOption::of("fluentd-max-retries", &NATURAL),
    LogOption::of("fluentd-read-timeout", &DURATION).since(29, 0),
    LogOption::of("fluentd-request-ack", &BOOLEAN).since(20, 10),
    LogOption::of("fluentd-retry-wait", &DURATION),
    LogOption::of("fluentd-sub-second-precision", &BOOLEAN).since(18, 0),
    LogOption::of("fluentd-write-timeout", &DURATION).since(28, 2),
];

const AWSLOGS: &[LogOption] = &[
    LogOption::of("awslogs-create-group", &BOOLEAN).since(18, 0),
    LogOption::of("awslogs-create-stream", &BOOLEAN).since(29, 0),
    LogOption::any("awslogs-credentials-endpoint").since(18, 0),
    LogOption::any("awslogs-datetime-format").since(18, 0),
    LogOption::any("awslogs-endpoint").since(18, 0),
    LogOption::of("awslogs-force-flush-interval-seconds", &POSITIVE).since(20, 10),
    LogOption::of("awslogs-format", &EMF).since(23, 0),
    LogOption::any("awslogs-group"),
    LogOption::of("awslogs-max-buffered-events", &POSITIVE).since(20, 10),
    LogOption::any("awslogs-multiline-pattern").since(18, 0),
    LogOption::any("awslogs-region"),
    LogOption::any("awslogs-stream"),
];

const GCPLOGS: &[LogOption] = &[
    LogOption::late("gcp-log-cmd", &BOOLEAN),
    LogOption::any("gcp-meta-id"),
    LogOption::any("gcp-meta-name"),
    LogOption::any("gcp-meta-zone"),
    LogOption::any("gcp-project"),
];

const OF_SPLUNK: &[LogOption] = &[
    LogOption::any("splunk-caname"),
    LogOption::any("splunk-capath"),
    LogOption::late("splunk-format", &SPLUNK_FORMAT),
    LogOption::late("splunk-gzip", &BOOLEAN),
    LogOption::late("splunk-gzip-level", &LEVEL),
    LogOption::any("splunk-index"),
    LogOption::late("splunk-index-acknowledgment", &BOOLEAN).since(20, 10),
    LogOption::late("splunk-insecureskipverify", &BOOLEAN),
    LogOption::any("splunk-source"),
    LogOption::any("splunk-sourcetype"),
    LogOption::any("splunk-token"),
    LogOption::late("splunk-url", &SPLUNK),
    LogOption::late("splunk-verify-connection", &BOOLEAN),
];

const LOGENTRIES: &[LogOption] = &[LogOption::any("line-only"), LogOption::any("logentries-token")];

/// The names of the drivers of these engines.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    DRIVERS.iter().filter(|driver| driver.until.is_none()).map(|driver| driver.name)
}
