//! A setting that became a label: all lines after a header such as `[defaults.labels]` belong to that table.

use crate::{
    check::{
        Rule,
        grouping::{about, by_name, group, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("label-is-setting", Warning), run);

/// Settings whose names are unlikely for a label.
const SETTINGS: [&str; 11] = [
    "address",
    "advertise_address",
    "availability",
    "data_path_address",
    "gateway",
    "interface",
    "listen_address",
    "mac",
    "os",
    "platform",
    "user",
];

fn run(cluster: &Cluster, report: &mut Report) {
    for (key, hosts) in group(&cluster.hosts, settings) {
        let message = format!("`{key}` is a label of {} but has the name of a setting", named(&hosts));
        report.push(
            by_name(about(RULE.code, &hosts, &["labels", key], message))
                .help("To set it, move the line above the header of the labels, or write `labels = { … }`."),
        );
    }
}

fn settings(host: &Host) -> impl Iterator<Item = &str> {
    host.labels.iter().filter(|(key, value)| is_setting(key, value)).map(|(key, _)| key.as_str())
}

/// `role` is a plausible label, but not with the value of a role.
fn is_setting(key: &str, value: &str) -> bool {
    SETTINGS.contains(&key) || key == "role" && ["manager", "worker"].contains(&value)
}
