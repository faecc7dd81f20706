//! A subnet that is written as the address of a host: `192.168.31.1/24`.

use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("subnet-host-bits", Warning), run);

fn run(cluster: &Cluster, report: &mut Report) {
    let (subnet, network) = (cluster.subnet, cluster.subnet.trunc());
    if subnet == network {
        return;
    }
    let message = format!("`{subnet}` is an address within the subnet `{network}`; swarmgen uses `{network}`");
    let finding = Diagnostic::at(RULE.code, KeyPath::of(["cluster", "subnet"]), message);
    report.push(finding.help(format!("Write `subnet = \"{network}\"`.")));
}
