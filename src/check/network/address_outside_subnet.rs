//! A host outside the cluster's subnet.

use crate::{
    check::{
        Rule,
        grouping::{at_each_place, named},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("address-outside-subnet", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let outside = cluster.hosts.iter().filter(|host| !cluster.subnet.contains(&host.address));
    for (place, hosts) in at_each_place(outside, &["address"]) {
        let (address, subnet) = (hosts[0].address, cluster.subnet);
        let message = format!("the address `{address}` of {} is not in the subnet `{subnet}`", named(&hosts));
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label("not in the subnet")
                .also(KeyPath::of(["cluster", "subnet"]), "the subnet")
                .help(format!("Choose an address in `{subnet}`, or correct `cluster.subnet`.")),
        );
    }
}
