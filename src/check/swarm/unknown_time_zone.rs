//! A time zone that the time zone database does not have.

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::{
        key_path::KeyPath,
        time_zone::{EDITION, fix, is_known},
    },
};

pub(super) const RULE: Rule = Rule::new(code!("unknown-time-zone", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let Some(zone) = cluster.timezone.as_deref().filter(|zone| !is_known(zone)) else { return };
    let message = format!("`{zone}` is not in the time zone database {EDITION}");
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["cluster", "timezone"]), message)
            .label("the hosts' clocks would show UTC")
            .help(fix(zone)),
    );
}
