//! A static address without an interface.

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    os::Network,
};

pub(super) const RULE: Rule = Rule::new(code!("missing-interface", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    // The meta-data of an old cloud-init supports only interface names; newer versions find an interface by its MAC too.
    let by_name_only = |host: &Host| host.os.network == Network::MetaData;
    let lost =
        |host: &&Host| host.gateway.is_some() && host.interface.is_none() && (host.mac.is_none() || by_name_only(host));
    for (place, hosts) in at_each_place(cluster.hosts.iter().filter(lost), &["gateway"]) {
        let named = named(&hosts);
        let (message, help) = if hosts.iter().any(|host| by_name_only(host)) {
            let os = hosts.iter().find(|host| by_name_only(host)).map_or(hosts[0].os.name, |host| host.os.name);
            (
                format!("the static address of {named} requires `interface`: `{os}` cannot find an interface by `mac`"),
                "Add `interface`, such as `interface = \"eth0\"`.",
            )
        } else {
            (
                format!("the static address of {named} requires `interface` or `mac`"),
                "Add `interface` or `mac`, or remove `gateway` to use DHCP.",
            )
        };
        report.push(Diagnostic::at(RULE.code, place, message).label("`gateway` makes the address static").help(help));
    }
}
