//! Two hosts with one Ethernet address.

use std::collections::BTreeMap;

use super::interfaces::{interfaces, place};
use crate::{
    check::{
        Rule,
        grouping::{about, later_first, named, shared},
    },
    diagnostics::{Diagnostic, Report, code},
    model::{
        cluster::{Cluster, Host},
        network::Kind,
    },
    values::{key_path::KeyPath, net::MacAddr},
};

pub(super) const RULE: Rule = Rule::new(code!("duplicate-mac", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (mac, mut hosts) in shared(&cluster.hosts, |host| host.mac) {
        let message = format!("{} have the same Ethernet address `{mac}`", named(&hosts));
        later_first(&mut hosts, &["mac"]);
        report
            .push(about(RULE.code, &hosts, &["mac"], message).help("Give every host the `mac` of its own interface."));
    }
    let mut cards: BTreeMap<MacAddr, (&Host, KeyPath)> = BTreeMap::new();
    for (host, _, interface) in interfaces(cluster) {
        let Kind::Ethernet { mac: Some(mac), .. } = interface.kind else { continue };
        let at = place(host, interface, &["match", "macaddress"]);
        let (first, before) = cards.entry(mac).or_insert((host, at.clone()));
        if first.name != host.name {
            let message = format!("{} have the same Ethernet address `{mac}`", named(&[*first, host]));
            report.push(
                Diagnostic::at(RULE.code, at, message)
                    .also(before.clone(), format!("host `{}`", first.name))
                    .help("Give every host the `macaddress` of its own card."),
            );
        }
    }
}
