//! A static IPv6 address where the first boot can set up none.

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
    // Its cloud-init makes `IPADDR` and `NETMASK` of whatever the meta-data says, which are for IPv4.
    let lost =
        |host: &&Host| host.os.network == Network::MetaData && host.gateway.is_some_and(|gateway| gateway.is_ipv6());
    for (place, hosts) in at_each_place(cluster.hosts.iter().filter(lost), &["gateway"]) {
        let message = format!("{} cannot have a static IPv6 address on {}", named(&hosts), systems(&hosts));
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label("a gateway makes the address static")
                .help("Remove `gateway` and let the router or DHCP give the address."),
        );
    }
}
