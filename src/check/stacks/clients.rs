//! The docker clients that may deploy the stacks: those of the managers, since any of them may become the leader.

use indexmap::IndexMap;

use crate::{
    formats::compose::Client,
    model::cluster::{Cluster, Host},
    os::Version,
    values::names::Install,
};

/// The newest engine, which Docker's own repository has.
const NEWEST: Version = Version(29, 0);

/// The clients, each with its managers; the newest one if there is no manager.
pub(super) fn clients(cluster: &Cluster) -> IndexMap<Client, Vec<&Host>> {
    let mut clients: IndexMap<Client, Vec<&Host>> = IndexMap::new();
    for host in cluster.managers() {
        for engine in engines(cluster, host) {
            clients.entry(Client { engine }).or_default().push(host);
        }
    }
    if clients.is_empty() {
        clients.insert(Client { engine: NEWEST }, Vec::new());
    }
    clients
}

/// The engines that a host may have: the wanted one, or the oldest and the newest of its system.
fn engines(cluster: &Cluster, host: &Host) -> Vec<Version> {
    let wanted = cluster.engine_version.as_deref().filter(|_| host.install == Install::DockerCe);
    match wanted.and_then(parse) {
        Some(version) => vec![version],
        None if host.install == Install::DockerCe => vec![NEWEST],
        None if host.os.engine.rolling => vec![host.os.engine.version, NEWEST],
        None => vec![host.os.engine.version],
    }
}

/// The first two numbers of a version, which may be only the first one: `28`, `26.1.5`.
fn parse(text: &str) -> Option<Version> {
    let mut numbers = text.split('.').map(|number| number.parse().ok());
    Some(Version(numbers.next()??, numbers.next().flatten().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::{Version, parse};

    #[test]
    fn a_version_may_be_given_in_part() {
        for (text, expected) in [("28", Some(Version(28, 0))), ("26.1.5", Some(Version(26, 1))), ("new", None)] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
