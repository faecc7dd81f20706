//! Two hosts that advertise one address to the other nodes.

use crate::{
    check::{
        Rule,
        grouping::{about, named, shared},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("duplicate-advertise-address", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    // The name of an interface may be the same on every host.
    for (address, hosts) in shared(&cluster.hosts, |host| host.advertise_address.ip()) {
        // `duplicate-address` already reports hosts that advertise their own addresses.
        if hosts.iter().all(|host| host.address == address) {
            continue;
        }
        let message = format!("{} advertise the same address `{address}`", named(&hosts));
        // A host without the setting advertises its address, so the finding points there.
        let (own, set): (Vec<&Host>, Vec<&Host>) = hosts.into_iter().partition(|host| is_own(host));
        let setting = ["advertise_address"];
        let finding = about(RULE.code, if set.is_empty() { &own } else { &set }, &setting, message);
        let finding = match own.first() {
            Some(host) => finding.also(host.origin.of("address"), format!("host `{}` has this address", host.name)),
            None => finding,
        };
        report.push(
            finding.help("Give every host its own `advertise_address`, or remove it to advertise the `address`."),
        );
    }
}

fn is_own(host: &Host) -> bool {
    host.origin.of("advertise_address") == host.origin.host
}
