//! A host with `network`, and with a key that `network` replaces.

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("network-form-mixed", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (key, instead) in [
        ("interface", "Name the interface as a table of `network`"),
        ("gateway", "Write the gateway as `routes = [{ to = \"default\", via = \"…\" }]` of an interface"),
        ("nameservers", "Write the servers as `nameservers = { addresses = […] }` of an interface"),
    ] {
        let is_set = |host: &&Host| host.network.is_some() && host.origin.settings.contains_key(&KeyPath::of([key]));
        for (place, hosts) in at_each_place(cluster.hosts.iter().filter(is_set), &[key]) {
            let message = format!("{} cannot have both `network` and `{key}`", named(&hosts));
            report.push(
                Diagnostic::at(RULE.code, place, message)
                    .label("`network` replaces it")
                    .also(hosts[0].origin.of("network"), "the network")
                    .help(format!("{instead}, or move `{key}` to the hosts without `network`.")),
            );
        }
    }
}
