//! Interfaces that are made of each other.

use super::interfaces::{interfaces, place};
use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::{
        cluster::Cluster,
        network::{Interface, Interfaces, Kind},
    },
};

pub(super) const RULE: Rule = Rule::new(code!("interface-loop", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (host, network, interface) in interfaces(cluster) {
        // Every loop has a bridge: a VLAN cannot be made of a VLAN.
        if matches!(interface.kind, Kind::Bridge { .. }) && is_in(network, interface, interface, network.0.len()) {
            let message = format!("the bridge `{}` has an interface that is made of the bridge itself", interface.id);
            report.push(
                Diagnostic::at(RULE.code, place(host, interface, &["interfaces"]), message)
                    .help("Remove the VLAN of the bridge from the bridge's `interfaces`."),
            );
        }
    }
}

/// Whether `interface` is made of `wanted`, in at most `steps` steps.
fn is_in(network: &Interfaces, interface: &Interface, wanted: &Interface, steps: usize) -> bool {
    let mut parts = interface.parts().iter().filter_map(|id| network.find(id));
    steps > 0 && parts.any(|part| part.id == wanted.id || is_in(network, part, wanted, steps - 1))
}
