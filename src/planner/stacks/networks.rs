//! The networks that the leader creates before it deploys a stack.

use super::Stacks;
use crate::{
    formats::compose::{deployed, document, external},
    model::cluster::{Cluster, Network},
};

/// Gives each stack the networks of the inventory that it uses, and one of them those that none uses.
pub(super) fn add(stacks: &mut Stacks, cluster: &Cluster) {
    let mut unused: Vec<_> = cluster.networks.keys().filter(|name| !stacks.has_network(name)).collect();
    for (stack, own) in deployed(cluster) {
        let names = external(&document(own), "networks");
        let used: Vec<_> = cluster.networks.keys().filter(|name| names.contains(name)).collect();
        unused.retain(|name| !used.contains(name));
        stacks.add_networks(stack, cluster, used);
    }
    if let Some(stack) = stacks.first() {
        stacks.add_networks(&stack, cluster, unused);
    }
}

/// The name, the driver and the options of `docker network create`.
pub(super) fn line(cluster: &Cluster, name: &str) -> String {
    let Some(network) = cluster.networks.get(name) else { return format!("{name} overlay\n") };
    let mut words = vec![name.to_owned(), network.driver.clone()];
    words.extend(network.attachable.then(|| "--attachable".to_owned()));
    words.extend(network.internal.then(|| "--internal".to_owned()));
    words.extend(network.subnet.map(|subnet| format!("--subnet {subnet}")));
    let option = |(name, value): (&String, &String)| match value.as_str() {
        "" => format!("--opt {name}"),
        value => format!("--opt {name}={value}"),
    };
    words.extend(network.options.iter().map(option));
    words.join(" ") + "\n"
}

/// The name, and the pattern of what `stacks.sh` asks the engine about it.
pub(super) fn shape(name: &str, network: &Network) -> String {
    let options: String = network.options.iter().map(|(name, value)| format!("{name}={value}|")).collect();
    let subnet = network.subnet.map_or("*".to_owned(), |subnet| subnet.trunc().to_string());
    format!("{name} {} {} {} {options}end {subnet}\n", network.driver, network.attachable, network.internal)
}
