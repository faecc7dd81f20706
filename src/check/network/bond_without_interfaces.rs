//! A bond of no network cards, or whose preferred card is not one of its own.

use super::interfaces::{interfaces, place};
use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::{cluster::Cluster, network::Kind},
};

pub(super) const RULE: Rule = Rule::new(code!("bond-without-interfaces", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (host, _, interface) in interfaces(cluster) {
        let Kind::Bond { ports, .. } = &interface.kind else { continue };
        if ports.is_empty() {
            let message = format!("the bond `{}` has no `interfaces`", interface.id);
            report.push(
                Diagnostic::at(RULE.code, place(host, interface, &["interfaces"]), message)
                    .help("List the network cards of the bond, such as `interfaces = [\"eno1\", \"eno2\"]`."),
            );
        }
    }
}
