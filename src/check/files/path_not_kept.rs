//! A file that cannot be written, or is gone or hidden once the host is up.

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
        let message = format!("the file `{path}` of {} lies under `{folder}`, {why}", named(&hosts));
        report.push(
            about(RULE.code, &hosts, &["files", path], message)
                .help("Choose a path under `/etc`, `/opt` or `/var/lib`."),
        );
    }
}

/// A folder, and why it keeps no file.
pub(super) type Folder<'c> = (&'c str, &'static str);

/// The folder that does not keep a file of that path.
pub(super) fn folder<'c>(cluster: &'c Cluster, host: &Host, path: &str) -> Option<Folder<'c>> {
    let volatile = VOLATILE.map(|folder| (folder, "which does not outlast the boot"));
    let share = (cluster.storage.mountpoint.as_str(), "where the shared storage hides it");
    // Where no package manager may write to /usr, nothing may.
    let image = (host.os.package_manager == PackageManager::None).then_some(("/usr", "which is read-only there"));
    let path = host.os.canonical(path);
    let at_home = host.os.target == Target::CloudInit && path.starts_with(&(host.os.canonical(&home(host)) + "/"));
    let late = at_home.then_some(("/home", "which cloud-init fills later, when it makes the user"));
    let closed = is_closed(host, &path).then_some(("/", "which is closed there but for `/etc` and `/var`"));
    late.or_else(|| volatile.into_iter().chain([share]).chain(image).find(|(folder, _)| is_under(&path, folder)))
        .or(closed)
}
