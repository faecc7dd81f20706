//! DNS servers of a host that gets them from DHCP.

use crate::{
    check::{
        Rule,
        grouping::{about, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
};

pub(super) const RULE: Rule = Rule::new(code!("nameservers-unused", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let unused = |host: &&Host| host.gateway.is_none() && !host.nameservers.is_empty();
    let hosts: Vec<&Host> = cluster.hosts.iter().filter(unused).collect();
    if hosts.is_empty() {
        return;
    }
    let message = format!(
        "`nameservers` has no effect on {}: without `gateway`, DHCP sets the address and the DNS servers",
        named(&hosts)
    );
    let help = "Add `gateway` for a static address, or remove `nameservers`.";
    report.push(about(RULE.code, &hosts, &["nameservers"], message).help(help));
}
