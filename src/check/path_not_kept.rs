//! A file that is gone, or hidden, once the host is up.

use super::{
    Rule,
    places::{about, named},
};
use crate::{
    cluster::Cluster,
    diagnostic::{Report, Severity},
};

pub(super) const RULE: Rule = Rule { code: "path-not-kept", run };

/// File systems that the kernel or the boot fills anew.
const VOLATILE: [&str; 5] = ["/dev", "/proc", "/run", "/sys", "/tmp"];

fn run(cluster: &Cluster, report: &mut Report) {
    let mountpoint = cluster.storage.mountpoint.as_str();
    let files = cluster.hosts.iter().flat_map(|host| host.files.keys().map(move |path| (path, host)));
    let lost = files.filter_map(|(path, host)| Some((path, folder(path, mountpoint)?, host)));
    let mut by_path = indexmap::IndexMap::<_, Vec<_>>::new();
    for (path, folder, host) in lost {
        by_path.entry((path, folder)).or_default().push(host);
    }
    for ((path, folder), hosts) in by_path {
        let why = if folder == mountpoint { "the shared storage hides it" } else { "it does not outlast the boot" };
        let message = format!("the file `{path}` of {} lies under `{folder}`, where {why}", named(&hosts));
        report.push(
            about(Severity::Error, RULE.code, &hosts, &["files", path], message)
                .help("Choose a path under `/etc`, `/opt` or `/var/lib`."),
        );
    }
}

/// The folder above `path` that does not keep it.
fn folder<'a>(path: &str, mountpoint: &'a str) -> Option<&'a str> {
    VOLATILE.into_iter().chain([mountpoint]).find(|folder| is_under(path, folder))
}

/// Whether the path is the folder or lies in it.
pub(super) fn is_under(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
