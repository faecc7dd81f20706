//! A file that the first boot cannot write, or that is lost or hidden afterwards.

use crate::{
    check::{
        Rule,
        files::paths::{VOLATILE, home, is_closed, is_under},
        grouping::{about, group, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
    os::{PackageManager, Target},
};

pub(super) const RULE: Rule = Rule::new(code!("path-not-kept", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let lost = group(&cluster.hosts, |host| {
        host.files.keys().filter_map(move |path| Some((path, folder(cluster, host, path)?)))
    });
    for ((path, (folder, why)), hosts) in lost {
        let message = format!("the file `{path}` of {} is in `{folder}`, {why}", named(&hosts));
        report.push(
            about(RULE.code, &hosts, &["files", path], message)
                .help("Choose a path under `/etc`, `/opt` or `/var/lib`."),
        );
    }
}

/// A folder, and the reason why it loses a file.
pub(super) type Folder<'c> = (&'c str, &'static str);

/// The folder that loses a file with that path.
pub(super) fn folder<'c>(cluster: &'c Cluster, host: &Host, path: &str) -> Option<Folder<'c>> {
    let volatile = VOLATILE.map(|folder| (folder, "which each boot fills anew"));
    let share = (cluster.storage.mountpoint.as_str(), "where the share hides it");
    // A system without a package manager has a read-only /usr.
    let image =
        (host.os.package_manager == PackageManager::None).then_some(("/usr", "which is read-only on this system"));
    let path = host.os.canonical(path);
    let at_home = host.os.target == Target::CloudInit && path.starts_with(&(host.os.canonical(&home(host)) + "/"));
    let late = at_home.then_some(("/home", "which cloud-init fills later, when it creates the user"));
    let closed = is_closed(host, &path).then_some(("/", "where only `/etc` and `/var` are writable"));
    late.or_else(|| volatile.into_iter().chain([share]).chain(image).find(|(folder, _)| is_under(&path, folder)))
        .or(closed)
}
