//! The user's own unit or drop-in with a name that swarmgen reserves.

use crate::{
    check::{
        Rule,
        grouping::{about, by_name, group, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host, Storage},
    values::{names::StorageType, systemd},
};

pub(super) const RULE: Rule = Rule::new(code!("unit-taken", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (setting, hosts) in group(&cluster.hosts, |host| own_names(cluster, host)) {
        let name = setting[setting.len() - 1];
        let message = format!("`{name}` of {} has a name that swarmgen reserves", named(&hosts));
        report.push(
            by_name(about(RULE.code, &hosts, &setting, message))
                .help("Choose another name, which does not contain `swarmgen` and is not the share's mount unit."),
        );
    }
}

/// The units and drop-ins of the host with reserved names.
fn own_names<'a>(cluster: &Cluster, host: &'a Host) -> Vec<Vec<&'a str>> {
    let mut found = Vec::new();
    for (name, unit) in &host.units {
        if is_own(cluster, name) {
            found.push(vec!["units", name]);
        }
        let dropins = unit.dropins.keys().filter(|dropin| is_own_dropin(dropin));
        found.extend(dropins.map(|dropin| vec!["units", name, "dropins", dropin]));
    }
    found
}

/// Whether swarmgen reserves this name for its drop-ins.
pub(super) fn is_own_dropin(name: &str) -> bool {
    name.contains("swarmgen")
}

/// Whether swarmgen reserves this name for its units.
pub(super) fn is_own(cluster: &Cluster, name: &str) -> bool {
    let Storage { kind, mountpoint, .. } = &cluster.storage;
    // With `existing` it is the operator who mounts the share.
    name.starts_with("swarmgen") || *kind != StorageType::Existing && name == systemd::mount_unit(mountpoint)
}
