//! The user's own unit that is enabled without an `[Install]` section.

use crate::{
    check::{
        Rule,
        grouping::{about, by_name, group, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host, UserUnit},
};

pub(super) const RULE: Rule = Rule::new(code!("unit-without-install", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (name, hosts) in group(&cluster.hosts, never_started) {
        let message = format!("`{name}` of {} is enabled but has no `[Install]` section", named(&hosts));
        report.push(
            by_name(about(RULE.code, &hosts, &["units", name], message))
                .help("Add an `[Install]` section, or set `enabled = false` if another unit starts it."),
        );
    }
}

fn never_started(host: &Host) -> impl Iterator<Item = &str> {
    host.units.iter().filter(|(_, unit)| is_never_started(unit)).map(|(name, _)| name.as_str())
}

/// A unit without content belongs to the image, and its text is unknown.
fn is_never_started(unit: &UserUnit) -> bool {
    let has_install = |text: &String| text.lines().any(|line| line.trim() == "[Install]");
    let content = unit.content.iter().filter(|_| unit.enabled);
    content.into_iter().any(|text| !has_install(text) && !unit.dropins.values().any(has_install))
}
