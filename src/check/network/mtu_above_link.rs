//! An MTU that the interface below does not have.

use super::interfaces::{interfaces, place};
use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::{
        cluster::Cluster,
        network::{Interface, Interfaces, Kind},
    },
};

pub(super) const RULE: Rule = Rule::new(code!("mtu-above-link", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (host, network, interface) in interfaces(cluster) {
        let Some(mtu) = interface.mtu else { continue };
        for part in interface.parts().iter().filter_map(|id| network.find(id)) {
            let Some(below) = limit(network, interface, part).filter(|below| *below < mtu) else { continue };
            let message = format!("the `mtu` {mtu} of `{}` is larger than the {below} of `{}`", interface.id, part.id);
            report.push(
                Diagnostic::at(RULE.code, place(host, interface, &["mtu"]), message)
                    .help(format!("Set `mtu = {mtu}` for `{}` as well, or a smaller one here.", part.id)),
            );
        }
    }
}

/// The largest MTU that the part allows. A bond gives its own MTU to its cards.
fn limit(network: &Interfaces, interface: &Interface, part: &Interface) -> Option<u32> {
    match interface.kind {
        Kind::Bond { .. } => part.mtu,
        _ => Some(network.mtu(part)),
    }
}
