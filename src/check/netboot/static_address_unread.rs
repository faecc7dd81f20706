//! A static address that a host ignores when it boots from the network.

use crate::{
    check::{
        Rule,
        grouping::{about, named, systems},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
    os::{Network, Version},
};

pub(super) const RULE: Rule = Rule::new(code!("static-address-unread", Warning), run);

/// The first cloud-init that reads network-config over HTTP.
const SINCE: Version = Version(24, 3);

fn run(cluster: &Cluster, report: &mut Report) {
    let is_old =
        |host: &Host| host.os.network == Network::NetworkConfig && host.os.cloud_init.is_some_and(|it| it < SINCE);
    let lost = |host: &&Host| host.mac.is_some() && host.gateway.is_some() && is_old(host);
    let hosts: Vec<&Host> = cluster.hosts.iter().filter(|host| cluster.pxe.is_some() && lost(host)).collect();
    if hosts.is_empty() {
        return;
    }
    let message = format!(
        "the static address of {} may have no effect at a network boot: cloud-init on {} may be older than {SINCE}",
        named(&hosts),
        systems(&hosts)
    );
    let help = "Remove `gateway` and reserve the address in DHCP, or attach `seed.img` as a drive.";
    report.push(about(RULE.code, &hosts, &["gateway"], message).help(help));
}
