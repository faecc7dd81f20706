//! The engines of a cluster: hosts whose engines have the same versions and read the same `daemon.json`.

use serde_json::{Map, Value};

use super::finding::Refused;
use crate::{
    check::grouping::{group, systems},
    model::cluster::{Cluster, Host, UserContent, UserFile, UserUnit},
    os::Version,
    values::{key_path::KeyPath, names::Install},
};

/// The oldest engine that Docker's own repository installs without a version.
const CURRENT: Version = Version(29, 0);

/// The versions that the engine of a host may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Versions {
    oldest: Version,
    /// `None` if an update of the system may bring any newer version.
    newest: Option<Version>,
}

/// Which engines of a host reject something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Certainty {
    /// All.
    Certain,
    /// Only the older ones.
    OfOld,
    /// Only the newer ones.
    OfNew,
}

/// Hosts whose engines have the same versions and read the same `daemon.json`.
pub(in crate::check::engine) struct Engines<'c> {
    pub(super) hosts: Vec<&'c Host>,
    pub(super) versions: Versions,
}

impl<'c> Engines<'c> {
    pub(in crate::check::engine) fn of(cluster: &'c Cluster) -> Vec<Self> {
        let text = |host: &Host| serde_json::to_string(&host.daemon).expect("a map of strings serialises");
        let alike = |host: &'c Host| Some((Versions::of(cluster, host), host.os.name, text(host)));
        let groups = group(&cluster.hosts, alike).into_iter();
        groups.map(|((versions, ..), hosts)| Self { hosts, versions }).collect()
    }

    /// The whole `daemon.json`.
    pub(super) fn daemon(&self) -> &'c Map<String, Value> {
        &self.hosts[0].daemon
    }

    /// The text of a key.
    pub(super) fn text(&self, key: &str) -> Option<&'c str> {
        self.daemon().get(key)?.as_str()
    }

    /// Whether the key has this boolean value.
    pub(super) fn is(&self, key: &str, value: bool) -> bool {
        self.daemon().get(key).and_then(Value::as_bool) == Some(value)
    }

    /// The strings of a list, each with its path.
    pub(super) fn list(&self, key: &str) -> impl Iterator<Item = (KeyPath, &'c str)> + use<'c> {
        let at = KeyPath::of([key]);
        let values = self.daemon().get(key).and_then(Value::as_array).into_iter().flatten().enumerate();
        values.filter_map(move |(index, value)| Some((at.index(index), value.as_str()?)))
    }

    /// The entries of a table.
    pub(super) fn table(&self, key: &str) -> impl Iterator<Item = (&'c String, &'c Value)> + use<'c> {
        self.daemon().get(key).and_then(Value::as_object).into_iter().flatten()
    }

    /// Whether each host has a file or a unit with this word.
    pub(super) fn mention(&self, word: &str) -> bool {
        let in_file = |file: &UserFile| matches!(&file.content, UserContent::Plain(text) if text.contains(word));
        let in_unit = |unit: &UserUnit| unit.content.as_ref().is_some_and(|text| text.contains(word));
        self.hosts.iter().all(|host| host.files.values().any(in_file) || host.units.values().any(in_unit))
    }

    /// Whether the inventory or swarmgen switches the feature on.
    pub(super) fn has_feature(&self, name: &str) -> bool {
        self.table("features").any(|(key, value)| key == name && value == true)
    }
}

impl Versions {
    pub(super) fn of(cluster: &Cluster, host: &Host) -> Self {
        let os = &host.os.engine;
        let wanted = cluster.engine_version.as_deref().filter(|_| host.install != Install::Present);
        match (wanted.and_then(numbers), host.install) {
            (Some((major, Some(minor))), _) => {
                Self { oldest: Version(major, minor), newest: Some(Version(major, minor)) }
            }
            (Some((major, None)), _) => Self { oldest: Version(major, 0), newest: Some(Version(major, u32::MAX)) },
            (None, Install::DockerCe) => Self { oldest: CURRENT, newest: None },
            (None, install) => Self { oldest: os.version, newest: os.newest.filter(|_| install == os.default_install) },
        }
    }

    /// Which of these engines reject something; `None` if none does.
    pub(super) fn certainty(self, refused: Refused) -> Option<Certainty> {
        match refused {
            Refused::Always => Some(Certainty::Certain),
            Refused::Before(version) if self.newest.is_some_and(|newest| newest < version) => Some(Certainty::Certain),
            Refused::Before(version) => (self.oldest < version).then_some(Certainty::OfOld),
            Refused::Since(version) if version <= self.oldest => Some(Certainty::Certain),
            Refused::Since(version) => self.newest.is_none_or(|newest| version <= newest).then_some(Certainty::OfNew),
        }
    }
}

/// The first two numbers of a package's version: `5:28.5.1-1~debian` -> 28, 5. The second may be missing.
fn numbers(version: &str) -> Option<(u32, Option<u32>)> {
    let upstream = version.rsplit_once(':').map_or(version, |(_, upstream)| upstream);
    let mut numbers = upstream.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next().and_then(Result::ok)))
}

/// Names the systems of the hosts with their engines, for the note of a finding.
pub(super) fn described(hosts: &[&Host]) -> String {
    let (mut distro, ce): (Vec<&Host>, Vec<&Host>) = hosts.iter().partition(|host| host.install != Install::DockerCe);
    distro.dedup_by_key(|host| host.os.name);
    let of_system = |host: &Host| {
        let newer = if host.os.engine.newest.is_some() { "" } else { " or newer" };
        format!("`{}` has engine {}{newer}", host.os.name, host.os.engine.version)
    };
    let of_docker =
        (!ce.is_empty()).then(|| format!("{} with `docker-ce` has engine {CURRENT} or newer", systems(&ce)));
    distro.into_iter().map(of_system).chain(of_docker).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::{Certainty, Refused, Version, Versions, numbers};

    #[test]
    fn versions_of_packages_are_read() {
        assert_eq!(numbers("28.5.1"), Some((28, Some(5))));
        assert_eq!(numbers("28"), Some((28, None)));
        assert_eq!(numbers("5:28.5.1-1~debian.13~trixie"), Some((28, Some(5))));
        assert_eq!(numbers("26.1.5+dfsg1-9"), Some((26, Some(1))));
        assert_eq!(numbers("latest"), None);
    }

    #[test]
    fn only_the_engines_of_the_host_count() {
        let debian = Versions { oldest: Version(26, 1), newest: Some(Version(26, 1)) };
        let ubuntu = Versions { oldest: Version(24, 0), newest: None };
        for (versions, refused, expected) in [
            (debian, Refused::Always, Some(Certainty::Certain)),
            (debian, Refused::Before(Version(28, 0)), Some(Certainty::Certain)),
            (debian, Refused::Before(Version(26, 1)), None),
            (debian, Refused::Since(Version(26, 1)), Some(Certainty::Certain)),
            (debian, Refused::Since(Version(28, 0)), None),
            (ubuntu, Refused::Before(Version(28, 0)), Some(Certainty::OfOld)),
            (ubuntu, Refused::Since(Version(28, 0)), Some(Certainty::OfNew)),
            (ubuntu, Refused::Before(Version(24, 0)), None),
        ] {
            assert_eq!(versions.certainty(refused), expected, "{versions:?} {refused:?}");
        }
    }
}
