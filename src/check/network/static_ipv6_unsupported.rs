//! A static IPv6 address on a system that does not support it.

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named, systems},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::Network,
};

pub(super) const RULE: Rule = Rule::new(code!("static-ipv6-unsupported", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    // cloud-init on this system always writes `IPADDR` and `NETMASK`, which are for IPv4.
    let lost =
        |host: &&Host| host.os.network == Network::MetaData && host.gateway.is_some_and(|gateway| gateway.is_ipv6());
    for (place, hosts) in at_each_place(cluster.hosts.iter().filter(lost), &["gateway"]) {
        let message = format!("{} cannot have a static IPv6 address on {}", named(&hosts), systems(&hosts));
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label("`gateway` makes the address static")
                .help("Remove `gateway` to get the address from the router or from DHCP."),
        );
    }
}
