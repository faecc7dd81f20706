//! The user's own file with the path of a file of swarmgen.

use crate::{
    check::{
        Rule,
        files::{
            paths::{UNITS, is_under},
            unit_taken::{is_own, is_own_dropin},
        },
        grouping::{about, group, named},
    },
    diagnostics::{Report, code},
    model::{
        cluster::{Cluster, Host},
        own_paths::OwnPaths,
    },
};

pub(super) const RULE: Rule = Rule::of_paths(code!("path-taken", Error), run);

fn run(cluster: &Cluster, own: &OwnPaths, report: &mut Report) {
    let taken = group(&cluster.hosts, |host| {
        host.files.keys().filter_map(move |path| Some((path, fix(cluster, own, host, path)?)))
    });
    for ((path, fix), hosts) in taken {
        let message = format!("swarmgen already writes the file `{path}` of {}", named(&hosts));
        report.push(about(RULE.code, &hosts, &["files", path], message).help(fix));
    }
}

/// How the paths of the files start that configure the interfaces of `network`.
const INTERFACES: [&str; 2] = ["/etc/systemd/network/10-swarmgen-", "/etc/NetworkManager/system-connections/swarmgen-"];

/// The fix, if swarmgen reserves the path.
pub(super) fn fix(cluster: &Cluster, own: &OwnPaths, host: &Host, path: &str) -> Option<&'static str> {
    let engine = &host.os.engine;
    let canonical = host.os.canonical(path);
    let is = |taken: &str| is_under(&canonical, &host.os.canonical(taken));
    if is(&engine.daemon_json) {
        Some("Set the keys in `docker.daemon`.")
    } else if engine.options_file.as_ref().is_some_and(|file| is(&file.path)) {
        Some("Set the options as keys in `docker.daemon`.")
    } else if host.network.is_some() && INTERFACES.iter().any(|start| canonical.starts_with(start)) {
        Some("Describe the interface in `network`, or choose another path.")
    } else if is("/etc/localtime") {
        Some("Set `cluster.timezone`.")
    } else if own.taken.iter().any(|taken| is(taken)) || own.replaceable.iter().any(|taken| is(taken) && *taken != path)
    {
        Some("Choose another path.")
    } else {
        let mut names = path.strip_prefix(UNITS)?.split('/');
        let (unit, dropin) = (names.next()?, names.next().unwrap_or_default());
        let unit = unit.strip_suffix(".d").unwrap_or(unit);
        (is_own(cluster, unit) || is_own_dropin(dropin) || host.units.contains_key(unit))
            .then_some("Use the table `units` for units and drop-ins.")
    }
}
