//! Helpers of the rules about `network`. A finding names no host: a mistake in a group is then listed once.

use crate::{
    model::{
        cluster::{Cluster, Host},
        network::{Interface, Interfaces},
    },
    values::key_path::KeyPath,
};

/// Every host with a `network`.
pub(super) fn networks(cluster: &Cluster) -> impl Iterator<Item = (&Host, &Interfaces)> {
    cluster.hosts.iter().filter_map(|host| Some((host, host.network.as_ref()?)))
}

/// Every interface of every host.
pub(super) fn interfaces(cluster: &Cluster) -> impl Iterator<Item = (&Host, &Interfaces, &Interface)> {
    networks(cluster).flat_map(|(host, network)| network.0.iter().map(move |interface| (host, network, interface)))
}

/// The place of a setting of an interface in the inventory.
pub(super) fn place(host: &Host, interface: &Interface, keys: &[&str]) -> KeyPath {
    host.origin.setting(&[&["network", interface.kind.key(), &interface.id], keys].concat())
}
