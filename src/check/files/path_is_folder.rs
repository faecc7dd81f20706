//! The user's own file with the path of a folder.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::{
    check::{
        Rule,
        files::{
            path_not_kept, path_taken,
            paths::{SHARED, SYSTEM, UNITS, is_under, ssh_folder},
        },
        grouping::{about, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::{
        cluster::{Cluster, Host},
        own_paths::OwnPaths,
    },
};

pub(super) const RULE: Rule = Rule::of_paths(code!("path-is-folder", Error), run);

/// The owner of the folder.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Need<'c> {
    System,
    Units,
    Own(&'c str),
    User(&'c str),
}

fn run(cluster: &Cluster, own: &OwnPaths, report: &mut Report) {
    let mut found: IndexMap<(&str, Need), Vec<&Host>> = IndexMap::new();
    for host in &cluster.hosts {
        let laid: BTreeMap<_, _> = host.files.keys().map(|path| (host.os.canonical(path), path.as_str())).collect();
        for (canonical, path) in &laid {
            if let Some(need) = need(cluster, own, host, canonical).or_else(|| inner(&laid, canonical))
                && !is_reported_elsewhere(cluster, own, host, path)
            {
                found.entry((path, need)).or_default().push(host);
            }
        }
    }
    for ((path, need), hosts) in found {
        report.push(finding(path, need, &hosts));
    }
}

fn is_reported_elsewhere(cluster: &Cluster, own: &OwnPaths, host: &Host, path: &str) -> bool {
    path_taken::fix(cluster, own, host, path).is_some() || path_not_kept::folder(cluster, host, path).is_some()
}

/// The file or folder of the system or swarmgen below the path.
fn need<'c>(cluster: &'c Cluster, own: &'c OwnPaths, host: &Host, path: &str) -> Option<Need<'c>> {
    let holds = |inner: &str| is_under(&host.os.canonical(inner), path);
    let keys = ssh_folder(host);
    if is_of_units(path) {
        Some(Need::Units)
    } else if SYSTEM.into_iter().chain(SHARED).chain([keys.as_str(), UNITS]).any(holds) {
        Some(Need::System)
    } else {
        paths(cluster, own, host).find(|inner| holds(inner) && host.os.canonical(inner) != path).map(Need::Own)
    }
}

/// `/etc/systemd/system` and the folders in it.
fn is_of_units(path: &str) -> bool {
    let folder = |name: &str| [".d", ".requires", ".wants"].iter().any(|end| name.ends_with(end));
    UNITS.strip_suffix('/') == Some(path) || path.strip_prefix(UNITS).is_some_and(folder)
}

/// The paths of swarmgen's own files.
fn paths<'c>(cluster: &'c Cluster, own: &'c OwnPaths, host: &Host) -> impl Iterator<Item = &'c str> {
    let engine = &host.os.engine;
    let options = engine.options_file.iter().map(|file| file.path.as_str());
    let engine = options.chain([engine.daemon_json.as_str()]);
    own.all().chain([cluster.storage.mountpoint.as_str()]).chain(engine)
}

/// The user's own file below the path of another.
fn inner<'c>(laid: &BTreeMap<String, &'c str>, path: &str) -> Option<Need<'c>> {
    let folder = format!("{path}/");
    let (_, inner) = laid.range(folder.clone()..).next().filter(|(inner, _)| inner.starts_with(&folder))?;
    Some(Need::User(inner))
}

fn finding(path: &str, need: Need, hosts: &[&Host]) -> Diagnostic {
    let what = match need {
        Need::System => "a folder of the system".to_owned(),
        Need::Units => "a folder of systemd units".to_owned(),
        Need::Own(inner) | Need::User(inner) => format!("a folder that contains `{inner}`"),
    };
    let message = format!("the file `{path}` of {} has the path of {what}", named(hosts));
    let finding = about(RULE.code, hosts, &["files", path], message);
    match need {
        Need::System | Need::Own(_) => finding.help("Choose another path, such as one in that folder."),
        Need::Units => finding.help("Use the table `units` for units and drop-ins."),
        Need::User(inner) => finding
            .also(hosts[0].origin.setting(&["files", inner]), "is in that folder")
            .help("Choose another path for one of the two."),
    }
}
