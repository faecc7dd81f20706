//! A VLAN's name that does not tell its number, on a system whose files have no other place for it.

use super::interfaces::{interfaces, place};
use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::{cluster::Cluster, network::Kind},
    os::PackageManager,
};

pub(super) const RULE: Rule = Rule::new(code!("vlan-name-unsupported", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    // cloud-init writes ifcfg files here, without `VLAN_ID`: NetworkManager reads the number from the name.
    let on_ifcfg = interfaces(cluster).filter(|(host, ..)| host.os.package_manager == PackageManager::Dnf);
    for (host, network, interface) in on_ifcfg {
        let Kind::Vlan { id, link } = &interface.kind else { continue };
        // An unknown `link` is reported elsewhere.
        let Some(below) = network.find(link) else { continue };
        let names = [format!("{}.{id}", below.name()), format!("vlan{id}")];
        if !names.contains(&interface.id) {
            let message = format!("a VLAN cannot have the name `{}` on `{}`", interface.id, host.os.name);
            let [one, other] = names;
            report.push(
                Diagnostic::at(RULE.code, place(host, interface, &["id"]), message)
                    .label("the name must contain this number")
                    .also(host.origin.of("os"), "the operating system")
                    .help(format!("Call the VLAN `{one}` or `{other}`.")),
            );
        }
    }
}
