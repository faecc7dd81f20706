//! The swarm's ports in the host's firewall.

use serde::Serialize;

use super::{
    Planner,
    bundle::{Bundle, part},
};
use crate::{
    formats::template::Values,
    model::cluster::{Cluster, Host},
    values::node_address::NodeAddress,
};

pub(super) const BUNDLE: Bundle = Bundle {
    parts: &[
        part!(
            "opt/swarmgen/firewall.sh",
            "opens the swarm's ports, see [The firewall](firewall.md); only with `firewall.manage`"
        ),
        part!("etc/swarmgen/firewall.env", "the values of `firewall.sh`"),
        part!("etc/systemd/system/swarmgen-firewall.service", "runs `firewall.sh`; only with `firewall.manage`")
            .enabled(),
    ],
    wanted: |_, host| host.firewall,
    values,
    ..Bundle::EMPTY
};

#[derive(Serialize)]
struct Firewall<'p> {
    address: String,
    data_path_port: u16,
    /// Subnets and addresses, separated by blanks.
    sources: &'p str,
}

fn values(planner: &Planner, host: &Host) -> Values {
    Values::of(&Firewall {
        address: host.address.to_string(),
        data_path_port: planner.cluster.swarm.data_path(),
        sources: &planner.firewall_sources,
    })
}

/// The sources of swarm traffic: the subnet, and every address outside it that a host advertises or sends data from.
pub(super) fn sources(cluster: &Cluster) -> String {
    let of_host = |host: &Host| {
        let addresses = [Some(&host.advertise_address), host.data_path_address.as_ref()];
        addresses.map(|address| address.and_then(NodeAddress::ip))
    };
    let outside = cluster.hosts.iter().flat_map(of_host).flatten().filter(|address| !cluster.subnet.contains(address));
    let mut outside: Vec<_> = outside.map(|address| address.to_string()).collect();
    outside.sort_unstable();
    outside.dedup();
    outside.insert(0, cluster.subnet.trunc().to_string());
    outside.join(" ")
}
