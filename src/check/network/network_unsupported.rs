//! `network` on a system that does not support it.

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named, systems},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::Network,
};

pub(super) const RULE: Rule = Rule::new(code!("network-unsupported", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    // cloud-init 0.7.5 reads the addresses of network cards only: no bond, VLAN, bridge, MTU or route.
    let lost = |host: &&Host| host.network.is_some() && host.os.network == Network::MetaData;
    for (place, hosts) in at_each_place(cluster.hosts.iter().filter(lost), &["network"]) {
        let message = format!("{} cannot have `network` on {}", named(&hosts), systems(&hosts));
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .also(hosts[0].origin.of("os"), "the operating system")
                .help("Use `address`, `interface`, `gateway` and `nameservers`, or choose another `os`."),
        );
    }
}
