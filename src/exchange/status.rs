//! The reports of the hosts on the share, as a table. This module handles text only: the caller reads the files.

use std::fmt::Write;

use super::layout::END_MARK;

/// A host is silent if its last report is older, in seconds. An idle host reports every 45 seconds.
const SILENT_AFTER: u64 = 120;

/// The last report of one host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// `converged`, `forming`, `waiting` or `blocked`.
    pub state: String,
    /// The last action of the host.
    pub step: String,
    /// The id of its node; empty before it has one.
    pub node: String,
    /// The time of the last change of the step or its reason, in seconds since the epoch by the host's clock.
    pub since: u64,
    /// The time of the report.
    pub time: u64,
    /// The event that the host waits for; may be empty.
    pub waiting_for: String,
    /// The last error; may be empty.
    pub error: String,
}

impl Status {
    /// Reads a status file. `None` if the file is incomplete or malformed: the host rewrites it soon.
    pub fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        let (Some(&"format=1"), Some(&END_MARK)) = (lines.first(), lines.last()) else { return None };
        let value = |key: &str| lines.iter().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        Some(Self {
            state: printable(value("state")?),
            step: printable(value("step")?),
            node: value("node").unwrap_or_default().to_owned(),
            since: value("since")?.parse().ok()?,
            time: value("time")?.parse().ok()?,
            waiting_for: printable(value("waiting_for").unwrap_or_default()),
            error: printable(value("error").unwrap_or_default()),
        })
    }

    /// Adds the host's complaint about its engine's configuration, from a file of its own.
    #[must_use]
    pub fn with_complaint(self, text: &str) -> Self {
        let complaint = printable(text.lines().next().unwrap_or_default());
        let error = [self.error, complaint].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        Self { error, ..self }
    }

    /// Changes `converged` to `waiting` if the roster in the exchange does not list the node: a node that the operator
    /// removed keeps running and does not notice. An unreadable exchange changes nothing.
    #[must_use]
    pub fn on_roster(self, exchange: &str) -> Self {
        let entry = format!("node={} ", self.node);
        let is_whole = exchange.lines().last() == Some(END_MARK);
        if self.state != "converged" || !is_whole || exchange.lines().any(|line| line.starts_with(&entry)) {
            return self;
        }
        Self { state: "waiting".to_owned(), waiting_for: "the swarm to list this host as ready".to_owned(), ..self }
    }

    /// The state at a moment: `silent` if the last report is old, or dated in the future and so of unknown age.
    fn state_at(&self, now: u64) -> &str {
        if now.abs_diff(self.time) > SILENT_AFTER { "silent" } else { &self.state }
    }
}

/// A writer of the share must not control the terminal of the reader.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

/// Whether there are hosts, and the recent report of each is `converged`.
pub fn converged(hosts: &[(String, Option<Status>)], now: u64) -> bool {
    let done = |status: &Option<Status>| status.as_ref().is_some_and(|status| status.state_at(now) == "converged");
    !hosts.is_empty() && hosts.iter().all(|(_, status)| done(status))
}

/// One line for each host, with aligned columns. A host without a status is `unknown`.
pub fn table(hosts: &[(String, Option<Status>)], now: u64) -> String {
    let mut rows = vec![["HOST", "STATE", "STEP", "SINCE", "WAITS FOR", "LAST ERROR"].map(str::to_owned)];
    rows.extend(hosts.iter().map(|(name, status)| row(name, status.as_ref(), now)));
    let widths: Vec<usize> =
        (0..6).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            write!(line, "{cell:width$}  ").expect("a String takes text");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn row(name: &str, status: Option<&Status>, now: u64) -> [String; 6] {
    let dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let Some(status) = status else {
        return [printable(name), "unknown".to_owned(), dash(""), dash(""), dash(""), dash("")];
    };
    let state = status.state_at(now);
    let since = if state == "silent" { status.time } else { status.since };
    [
        printable(name),
        state.to_owned(),
        status.step.clone(),
        age(now.saturating_sub(since)),
        dash(&status.waiting_for),
        dash(&status.error),
    ]
}

/// A length of time in its two largest units.
fn age(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m {}s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{}h {}m", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{}d {}h", seconds / 86_400, seconds % 86_400 / 3600),
    }
}

#[cfg(test)]
mod tests {
    use indoc::indoc;

    use super::{Status, age, converged, table};

    const NOW: u64 = 1_000_000;

    fn status(state: &str, time: u64, waiting_for: &str) -> Option<Status> {
        let text = format!(
            "format=1\nhost=ds1\nstate={state}\nstep=reconcile\nsince=999000\ntime={time}\nwaiting_for={waiting_for}\n\
             swarm=x\nnode=n1\nerror=\nend=swarmgen\n"
        );
        Status::parse(&text)
    }

    #[test]
    fn a_table_lines_up() {
        let waiting = Status {
            state: "waiting".into(),
            step: "wait_stagger".into(),
            node: String::new(),
            since: NOW - 5,
            time: NOW,
            waiting_for: "a manager earlier in the inventory".into(),
            error: String::new(),
        };
        let hosts = [
            ("ds1".into(), status("converged", NOW - 10, "")),
            ("second".into(), Some(waiting)),
            ("ds3".into(), None),
            ("ds4".into(), status("converged", NOW - 7200, "")),
        ];
        let expected = indoc! {"
            HOST    STATE      STEP          SINCE    WAITS FOR                           LAST ERROR
            ds1     converged  reconcile     16m 40s  -                                   -
            second  waiting    wait_stagger  5s       a manager earlier in the inventory  -
            ds3     unknown    -             -        -                                   -
            ds4     silent     reconcile     2h 0m    -                                   -
        "};
        assert_eq!(table(&hosts, NOW), expected);
    }

    #[test]
    fn all_must_have_converged() {
        let good = || ("ds1".to_owned(), status("converged", NOW - 30, ""));
        assert!(converged(&[good(), good()], NOW));
        assert!(!converged(&[], NOW));
        for other in
            [None, status("waiting", NOW, "x"), status("converged", NOW - 121, ""), status("converged", NOW + 121, "")]
        {
            assert!(!converged(&[good(), ("ds2".into(), other)], NOW));
        }
    }

    #[test]
    fn a_short_file_says_nothing() {
        let whole = "format=1\nstate=converged\nstep=reconcile\nsince=1\ntime=2\nend=swarmgen\n";
        assert!(Status::parse(whole).is_some());
        for end in 0..whole.len() - 1 {
            assert_eq!(Status::parse(&whole[..end]), None, "{end} bytes");
        }
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let waiting = status("waiting", NOW, "\u{1b}[2Jx").expect("a status");
        assert_eq!(waiting.waiting_for, "?[2Jx");
    }

    #[test]
    fn a_complaint_joins_the_last_error() {
        let quiet = status("converged", NOW, "").expect("a status");
        assert_eq!(quiet.clone().with_complaint("").error, "");
        let told = quiet.with_complaint("daemon.json: no\nmore\n").with_complaint("again\u{7}\n");
        assert_eq!(told.error, "daemon.json: no; again?");
    }

    #[test]
    fn a_host_that_is_not_on_the_roster_has_not_converged() {
        let state = |exchange: &str| status("converged", NOW, "").expect("a status").on_roster(exchange).state;
        assert_eq!(state("format=1\nnode=n1 ds1 worker ready\nend=swarmgen\n"), "converged");
        assert_eq!(state("format=1\nnode=n2 ds1 worker ready\nend=swarmgen\n"), "waiting");
        // An exchange that is missing, or that the leader is writing.
        assert_eq!(["", "format=1\nnode=n2 ds1"].map(state), ["converged", "converged"]);
    }

    #[test]
    fn ages_have_two_units() {
        assert_eq!([59, 61, 3660, 90_000].map(age), ["59s", "1m 1s", "1h 1m", "1d 1h"]);
    }
}
