//! A mount point behind a symlink of the image.

use crate::{
    check::{
        Rule,
        grouping::{group, named},
        storage::mount_point_unusable::clash,
    },
    diagnostics::{Diagnostic, Report, code},
    model::{cluster::Cluster, own_paths::OwnPaths},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::of_paths(code!("mount-point-not-canonical", Error), run);

fn run(cluster: &Cluster, own: &OwnPaths, report: &mut Report) {
    let mountpoint = cluster.storage.mountpoint.as_str();
    let elsewhere = cluster.hosts.iter().filter(|host| host.os.canonical(mountpoint) != mountpoint);
    // The canonical path does not help if a share cannot be mounted there at all.
    let usable = elsewhere.filter(|host| clash(cluster, own, host).is_none());
    for (os, hosts) in group(usable, |host| Some(host.os.name)) {
        let canonical = hosts[0].os.canonical(mountpoint);
        let message = format!("the mount point `{mountpoint}` contains a symlink on `{os}` ({})", named(&hosts));
        report.push(
            Diagnostic::at(RULE.code, KeyPath::of(["storage", "mountpoint"]), message)
                .label(format!("resolves to `{canonical}` there"))
                .help(format!("Set `storage.mountpoint = \"{canonical}\"`, which works on every system.")),
        );
    }
}
