//! The swarm's ports in the host's firewall.

use std::sync::Arc;

use serde::Serialize;

use super::Planner;
use crate::{
    formats::{minify, template},
    model::{
        cluster::{Cluster, Host},
        plan::{File, HostPlan, Unit},
    },
    values::node_address::NodeAddress,
};

const SCRIPT: &str = include_str!("../../templates/host/opt/swarmgen/firewall.sh");
const SERVICE: &str = include_str!("../../templates/host/etc/systemd/system/swarmgen-firewall.service");

#[derive(Serialize)]
struct FirewallEnv<'s> {
    address: String,
    data_path_port: u16,
    /// Subnets and addresses, blanks between them.
    sources: &'s str,
}

/// What is the same on every host.
pub(super) struct Shared {
    sources: String,
    script: Arc<str>,
    service: Arc<str>,
}

impl Shared {
    pub(super) fn new(cluster: &Cluster) -> Self {
        Self { sources: sources(cluster), script: minify::script(SCRIPT).into(), service: minify::unit(SERVICE).into() }
    }
}

pub(super) fn plan(planner: &Planner, host: &Host, plan: &mut HostPlan) {
    if !host.firewall {
        return;
    }
    let Shared { sources, script, service } = &planner.firewall;
    let data_path_port = planner.cluster.swarm.data_path();
    let env = FirewallEnv { address: host.address.to_string(), data_path_port, sources };
    let env = template::render("host/etc/swarmgen/firewall.env", &env);
    plan.files.insert("/etc/swarmgen/firewall.env".to_owned(), File::public(env));
    plan.files.insert("/opt/swarmgen/firewall.sh".to_owned(), File::public(script.clone()));
    plan.units.insert("swarmgen-firewall.service".to_owned(), Unit::enabled(service.clone()));
}

/// Where swarm traffic comes from: the subnet, and every address outside it that a host advertises or sends data from.
fn sources(cluster: &Cluster) -> String {
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
