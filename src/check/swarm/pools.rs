//! The address pools of overlay networks, for the rules about them.

use std::collections::BTreeMap;

use ipnet::IpNet;

use crate::{
    model::{cluster::Cluster, network::Interface},
    values::key_path::KeyPath,
};

/// The hosts' further subnets, which `network` names, each once with an address in it: its place and its interface.
pub(super) fn further_subnets(cluster: &Cluster) -> BTreeMap<IpNet, (KeyPath, &Interface)> {
    let mut subnets = BTreeMap::new();
    for host in &cluster.hosts {
        for interface in host.network.iter().flat_map(|network| &network.0) {
            let at = host.origin.setting(&["network", interface.kind.key(), &interface.id, "addresses"]);
            for (index, address) in interface.addresses.iter().enumerate() {
                if !overlap(address.trunc(), cluster.subnet) {
                    subnets.entry(address.trunc()).or_insert_with(|| (at.index(index), interface));
                }
            }
        }
    }
    subnets
}

/// The pools in the inventory, each with its place.
pub(super) fn pools(cluster: &Cluster) -> Vec<(KeyPath, IpNet)> {
    let path = KeyPath::of(["swarm", "default_addr_pool"]);
    let pools = cluster.swarm.default_addr_pool.iter().enumerate();
    pools.map(|(index, pool)| (path.index(index), IpNet::V4(*pool))).collect()
}

/// Whether the networks overlap. If they do, one contains the other.
pub(super) fn overlap(one: IpNet, other: IpNet) -> bool {
    one.contains(&other.network()) || other.contains(&one.network())
}

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn networks_overlap_when_one_holds_the_other() {
        let overlapping = |one: &str, other: &str| overlap(one.parse().expect("CIDR"), other.parse().expect("CIDR"));
        assert!(overlapping("10.0.0.0/8", "10.20.0.0/16"));
        assert!(overlapping("10.20.0.0/16", "10.0.0.0/8"));
        assert!(!overlapping("10.20.0.0/16", "10.21.0.0/16"));
        assert!(!overlapping("10.20.0.0/16", "fd00::/8"));
    }
}
