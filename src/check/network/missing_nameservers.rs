//! A static address without DNS servers.

use crate::{
    check::{
        Rule,
        grouping::{about, named},
    },
    diagnostics::{Report, code},
    model::{
        cluster::{Cluster, Host},
        network::Interfaces,
    },
};

pub(super) const RULE: Rule = Rule::new(code!("missing-nameservers", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let simple = |host: &Host| host.network.is_none() && host.gateway.is_some() && host.nameservers.is_empty();
    find(cluster, "gateway", simple, report);
    let described = |host: &Host| {
        let without = |network: &Interfaces| network.0.iter().all(|it| !it.has_dhcp() && it.nameservers.is_empty());
        host.network.as_ref().is_some_and(without)
    };
    find(cluster, "network", described, report);
}

fn find(cluster: &Cluster, key: &str, is_without: impl Fn(&Host) -> bool, report: &mut Report) {
    let hosts: Vec<&Host> = cluster.hosts.iter().filter(|host| is_without(host)).collect();
    if hosts.is_empty() {
        return;
    }
    let verb = if hosts.len() == 1 { "has" } else { "have" };
    let message = format!("{} {verb} a static address but no `nameservers`; DHCP does not set them", named(&hosts));
    let place = if key == "network" { "an interface" } else { "`[defaults]`" };
    let help =
        format!("Add `nameservers`, for example to {place}, or ignore this if the image has its own DNS servers.");
    report.push(about(RULE.code, &hosts, &[key], message).help(help));
}
