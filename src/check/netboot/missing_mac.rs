//! Hosts that network boot cannot identify.

use crate::{
    check::{
        Rule,
        grouping::{about, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, Host},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("missing-mac", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let without: Vec<&Host> = cluster.hosts.iter().filter(|host| host.mac.is_none()).collect();
    if cluster.pxe.is_none() || without.is_empty() {
        return;
    }
    let (verb, pronoun) = if without.len() == 1 { ("has", "it") } else { ("have", "them") };
    let message = format!("{} {verb} no `mac`; `[pxe]` creates no boot script for {pronoun}", named(&without));
    report.push(
        about(RULE.code, &without, &["mac"], message)
            .also(KeyPath::of(["pxe"]), "enables network boot")
            .help("Add the Ethernet address of the interface that boots, such as `mac = \"52:54:00:12:34:56\"`."),
    );
}
