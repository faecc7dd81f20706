//! A bond, a VLAN or a bridge as the `interface` of a static address: nothing would create it.

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::Target,
};

pub(super) const RULE: Rule = Rule::new(code!("interface-not-created", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let lost = |host: &&Host| {
        host.gateway.is_some() && host.network.is_none() && !has_own_files(host) && kind_of(host).is_some()
    };
    for (place, hosts) in at_each_place(cluster.hosts.iter().filter(lost), &["interface"]) {
        let (Some(name), Some((kind, table))) = (&hosts[0].interface, kind_of(hosts[0])) else { continue };
        let message = format!("`{name}`, the `interface` of {}, is {kind}; nothing creates it", named(&hosts));
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label("not a network card")
                .help(format!("Describe it in `network.{table}`, which replaces `interface` and `gateway`.")),
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
fn kind_of(host: &Host) -> Option<(&'static str, &'static str)> {
    let name = host.interface.as_deref()?;
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
