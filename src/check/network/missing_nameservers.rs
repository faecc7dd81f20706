//! A static address without DNS servers.

use crate::{
    check::{
        Rule,
        grouping::{about, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("missing-nameservers", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let hosts: Vec<&Host> =
        cluster.hosts.iter().filter(|host| host.gateway.is_some() && host.nameservers.is_empty()).collect();
    if hosts.is_empty() {
        return;
    }
    let verb = if hosts.len() == 1 { "has" } else { "have" };
    let message = format!("{} {verb} a static address but no `nameservers`; DHCP does not set them", named(&hosts));
    let help = "Add `nameservers`, for example to `[defaults]`, or ignore this if the image has its own DNS servers.";
    report.push(about(RULE.code, &hosts, &["gateway"], message).help(help));
}
