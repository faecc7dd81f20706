//! A mount point where the share would replace a folder that a host needs for itself.

use crate::{
    check::{
        Rule,
        files::paths::{SHARED, SYSTEM, VOLATILE, is_closed, is_under, ssh_folder},
        grouping::{group, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::{
        cluster::{Cluster, Host},
        own_paths::OwnPaths,
    },
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::of_paths(code!("mount-point-unusable", Error), run);

/// The conflict between the mount point and a folder of the host.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Clash {
    Covers(String),
    LiesIn(String),
    /// The system can create no folder there.
    NotMade,
}

fn run(cluster: &Cluster, own: &OwnPaths, report: &mut Report) {
    let mountpoint = &cluster.storage.mountpoint;
    for (clash, hosts) in group(&cluster.hosts, |host| clash(cluster, own, host)) {
        let names = named(&hosts);
        let (message, label) = match &clash {
            Clash::Covers(folder) => (format!("would hide `{folder}` of {names}"), "each host needs its own folder"),
            Clash::LiesIn(folder) => (format!("would be in `{folder}` of {names}"), "each host needs its own folder"),
            Clash::NotMade => {
                (format!("would be in a read-only folder of {names}"), "only `/etc` and `/var` are writable")
            }
        };
        let message = format!("the share at `{mountpoint}` {message}");
        let mut finding = Diagnostic::at(RULE.code, KeyPath::of(["storage", "mountpoint"]), message)
            .label(label)
            .help("Choose a folder with no other use, such as `/var/data` or `/var/mnt/swarm`.");
        if let (Clash::Covers(folder) | Clash::LiesIn(folder), Some(root)) = (&clash, data_root(hosts[0]))
            && folder == root
        {
            let place = hosts[0].daemon_path(&KeyPath::of(["data-root"]));
            finding = finding.also(place, "the data folder of the engine");
        }
        report.push(finding);
    }
}

pub(super) fn clash(cluster: &Cluster, own: &OwnPaths, host: &Host) -> Option<Clash> {
    let mountpoint = host.os.canonical(&cluster.storage.mountpoint);
    let keys = ssh_folder(host);
    let closed = SYSTEM.into_iter().chain(VOLATILE).chain(own.taken.iter().copied()).chain(data_root(host));
    let open = SHARED.into_iter().chain([keys.as_str()]);
    let covered = closed.clone().chain(open).find(|folder| is_under(&host.os.canonical(folder), &mountpoint));
    let around = closed.clone().find(|folder| is_under(&mountpoint, &host.os.canonical(folder)));
    let clash = covered.map(|folder| Clash::Covers(folder.to_owned()));
    let clash = clash.or_else(|| Some(Clash::LiesIn(around?.to_owned())));
    clash.or_else(|| is_closed(host, &mountpoint).then_some(Clash::NotMade))
}

/// The data folder of the engine, if the inventory sets it.
fn data_root(host: &Host) -> Option<&str> {
    let path = host.daemon.get("data-root")?.as_str()?.trim_end_matches('/');
    path.starts_with('/').then_some(path)
}
