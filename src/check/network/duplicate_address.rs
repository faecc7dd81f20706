//! Two hosts with one address.

use std::{collections::BTreeMap, net::IpAddr};

use super::interfaces::{interfaces, place};
use crate::{
    check::{
        Rule,
        grouping::{about, later_first, named, shared},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("duplicate-address", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (address, mut hosts) in shared(&cluster.hosts, |host| Some(host.address)) {
        let message = format!("{} have the same address `{address}`", named(&hosts));
        later_first(&mut hosts, &["address"]);
        report.push(about(RULE.code, &hosts, &["address"], message).help("Give every host its own address."));
    }
    for (address, uses) in uses(cluster) {
        let [(first, at), .., (last, again)] = &uses[..] else { continue };
        // The loop above has reported it.
        if first.name != last.name && first.address == address && last.address == address {
            continue;
        }
        let message = if first.name == last.name {
            format!("host `{}` has the address `{address}` twice", first.name)
        } else {
            format!("{} have the same address `{address}`", named(&[*first, *last]))
        };
        report.push(
            Diagnostic::at(RULE.code, again.clone(), message)
                .also(at.clone(), "the same address")
                .help("Give every interface its own address."),
        );
    }
}

/// The addresses of all interfaces, each with the hosts that have it and with its places.
fn uses(cluster: &Cluster) -> BTreeMap<IpAddr, Vec<(&Host, KeyPath)>> {
    let mut uses: BTreeMap<IpAddr, Vec<(&Host, KeyPath)>> = BTreeMap::new();
    for host in cluster.hosts.iter().filter(|host| host.network.is_none()) {
        uses.entry(host.address).or_default().push((host, host.origin.of("address")));
    }
    for (host, _, interface) in interfaces(cluster) {
        let at = place(host, interface, &["addresses"]);
        for (index, address) in interface.addresses.iter().enumerate().filter(|(_, address)| !is_local(address.addr()))
        {
            uses.entry(address.addr()).or_default().push((host, at.index(index)));
        }
    }
    uses
}

/// A link-local address is unique on its link only.
fn is_local(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.is_unicast_link_local())
}
