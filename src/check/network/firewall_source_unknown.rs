//! Swarm traffic that the hosts' firewalls would drop.

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::node_address::NodeAddress,
};

pub(super) const RULE: Rule = Rule::new(code!("firewall-source-unknown", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    find(cluster, report, "advertise_address", |host| Some(&host.advertise_address));
    find(cluster, report, "data_path_address", |host| host.data_path_address.as_ref());
}

fn find(cluster: &Cluster, report: &mut Report, key: &str, value: fn(&Host) -> Option<&NodeAddress>) {
    let guarded =
        cluster.hosts.iter().filter(|host| host.firewall && value(host).is_some_and(|it| is_another(host, it)));
    for (place, hosts) in at_each_place(guarded, &[key]) {
        let message = format!("the firewall of {} requires an address, but `{key}` names an interface", named(&hosts));
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label(format!("the firewall allows only traffic from `{}`", cluster.subnet.trunc()))
                .help(
                    "Set the address of each host instead of the interface, or set `firewall.manage = false` \
 and open the ports in another way.",
                ),
        );
    }
}

/// Whether the setting names an interface that may have addresses outside the subnet.
fn is_another(host: &Host, address: &NodeAddress) -> bool {
    matches!(address, NodeAddress::Interface(name) if host.interface.as_ref() != Some(name))
}
