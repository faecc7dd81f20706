//! A version of the engine that a distribution's packages probably do not include.

use crate::{
    check::{
        Rule,
        grouping::{named, systems},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::{Engine, Version},
    values::{key_path::KeyPath, names::Install},
};

pub(super) const RULE: Rule = Rule::new(code!("engine-version-unavailable", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let Some(wanted) = &cluster.engine_version else { return };
    let lacks_it = |host: &&Host| is_of_distribution(host) && !is_of(wanted, host.os.engine.version);
    let hosts: Vec<&Host> = cluster.hosts.iter().filter(lacks_it).collect();
    let Some(first) = hosts.first() else { return };
    let (system, version) = (systems(&hosts), first.os.engine.version);
    let message = format!("the packages of {system} on {} probably do not include engine `{wanted}`", named(&hosts));
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["docker", "version"]), message)
            .label(format!("the distribution ships engine {version}"))
            .help("Set `install = \"docker-ce\"`, because Docker's own repository has every version, or remove `version`."),
    );
}

fn is_of_distribution(host: &Host) -> bool {
    host.install == Install::Distro && host.os.engine.packages_of(host.install).any(Engine::has_version)
}

/// Whether this version matches the wanted one, which may be only the first part of a version.
fn is_of(wanted: &str, Version(major, minor): Version) -> bool {
    let mut numbers = wanted.split('.').map(|number| number.parse::<u32>().ok());
    numbers.next() == Some(Some(major)) && numbers.next().is_none_or(|it| it == Some(minor))
}

#[cfg(test)]
mod tests {
    use super::{Version, is_of};

    #[test]
    fn a_version_may_be_given_in_part() {
        for (wanted, expected) in
            [("26", true), ("26.1", true), ("26.1.5", true), ("26.2", false), ("28", false), ("28.1", false)]
        {
            assert_eq!(is_of(wanted, Version(26, 1)), expected, "{wanted}");
        }
    }
}
