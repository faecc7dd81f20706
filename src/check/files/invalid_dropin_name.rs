//! A drop-in that systemd ignores.

use crate::{
    check::{
        Rule,
        grouping::{about, by_name, group, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("invalid-dropin-name", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let invalid = |host| dropins(host).filter(|(_, dropin)| !is_valid(dropin));
    for ((unit, dropin), hosts) in group(&cluster.hosts, invalid) {
        let message = format!(
            "systemd ignores the drop-in `{dropin}` of `{unit}` on {}: the name must end in `.conf`",
            named(&hosts)
        );
        let setting = ["units", unit, "dropins", dropin];
        report.push(
            by_name(about(RULE.code, &hosts, &setting, message))
                .help("End the name in `.conf` and use no slash, such as `10-limits.conf`."),
        );
    }
}

fn dropins(host: &Host) -> impl Iterator<Item = (&str, &str)> {
    host.units.iter().flat_map(|(name, unit)| unit.dropins.keys().map(|dropin| (name.as_str(), dropin.as_str())))
}

/// systemd ignores hidden files and files without the suffix; a slash would lead out of the drop-in's folder.
fn is_valid(name: &str) -> bool {
    name.strip_suffix(".conf").is_some_and(|stem| !stem.is_empty() && !stem.starts_with('.') && !stem.contains('/'))
}
