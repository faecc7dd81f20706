//! An MTU that an old engine cannot give to its overlay networks.

use crate::{
    check::{
        Rule,
        grouping::{about, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
    os::DEFAULT_NETWORK_OPTS,
};

pub(super) const RULE: Rule = Rule::new(code!("docker-mtu-unsupported", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let Some(mtu) = cluster.overlay_mtu() else { return };
    let is_old = |host: &&Host| cluster.engine_major(host.os) < DEFAULT_NETWORK_OPTS;
    let hosts: Vec<&Host> = cluster.hosts.iter().filter(is_old).collect();
    if hosts.is_empty() {
        return;
    }
    let message = format!(
        "the engine of {} is older than {DEFAULT_NETWORK_OPTS}: its overlay networks do not follow the MTU {mtu} of \
         `network`",
        named(&hosts)
    );
    let help = format!(
        "Give each overlay network the option `com.docker.network.driver.mtu: {mtu}`, or choose a newer engine."
    );
    report.push(about(RULE.code, &hosts, &["os"], message).help(help));
}
