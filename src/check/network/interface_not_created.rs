//! A bond, a VLAN or a bridge as the `interface` of a static address, or as a network card: nothing would create it.

use super::interfaces::{interfaces, place};
use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::{
        cluster::{Cluster, Host},
        network::Kind,
    },
    os::Target,
};

pub(super) const RULE: Rule = Rule::new(code!("interface-not-created", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    of_addresses(cluster, report);
    of_cards(cluster, report);
}

fn of_addresses(cluster: &Cluster, report: &mut Report) {
    let kind = |host: &Host| host.interface.as_deref().and_then(kind_of);
    let lost =
        |host: &&Host| host.gateway.is_some() && host.network.is_none() && !has_own_files(host) && kind(host).is_some();
    for (place, hosts) in at_each_place(cluster.hosts.iter().filter(lost), &["interface"]) {
        let (Some(name), Some((kind, table))) = (&hosts[0].interface, kind(hosts[0])) else { continue };
        let message = format!("`{name}`, the `interface` of {}, is {kind}; nothing creates it", named(&hosts));
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label("not a network card")
                .help(format!("Describe it in `network.{table}`, which replaces `interface` and `gateway`.")),
        );
    }
}

/// A card with `match` may have any name: the host renames it.
fn of_cards(cluster: &Cluster, report: &mut Report) {
    for (host, network, interface) in interfaces(cluster).filter(|(host, ..)| !has_own_files(host)) {
        let Kind::Ethernet { mac: None, .. } = interface.kind else { continue };
        // A second table with this name is reported elsewhere.
        if network.0.iter().filter(|other| other.id == interface.id).count() > 1 {
            continue;
        }
        let Some((kind, table)) = kind_of(&interface.id) else { continue };
        let message = format!("`{}`, a table of `ethernets`, is {kind}; nothing creates it", interface.id);
        report.push(
            Diagnostic::at(RULE.code, place(host, interface, &[]), message)
                .label("not a network card")
                .help(format!("Move it to `network.{table}`, and describe the interfaces below it as well.")),
        );
    }
}

/// On an Ignition host, the operator's own files may create the interface.
fn has_own_files(host: &Host) -> bool {
    let folders = ["/etc/systemd/network/", "/etc/NetworkManager/system-connections/"];
    host.os.target == Target::Ignition
        && host.files.keys().any(|path| folders.iter().any(|folder| path.starts_with(folder)))
}

/// The kind of interface that has such a name, and its table.
fn kind_of(name: &str) -> Option<(&'static str, &'static str)> {
    let numbered =
        |start: &str| name.strip_prefix(start).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let has_tag = name.rsplit_once('.').is_some_and(|(_, tag)| tag.parse::<u16>().is_ok());
    if has_tag || numbered("vlan") {
        Some(("a VLAN", "vlans"))
    } else if numbered("bond") || numbered("team") {
        Some(("a bond", "bonds"))
    } else if numbered("br") || name.starts_with("br-") {
        Some(("a bridge", "bridges"))
    } else {
        None
    }
}
