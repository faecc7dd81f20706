//! An option that the mode of a bond does not have. `NetworkManager` and the kernel reject it.

use super::interfaces::{interfaces, place};
use crate::{
    check::Rule,
    diagnostics::{Diagnostic, Report, code},
    model::{
        cluster::Cluster,
        network::{BondParameters, Kind},
    },
    values::names::BondMode,
};

pub(super) const RULE: Rule = Rule::new(code!("bond-option-refused", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (host, _, interface) in interfaces(cluster) {
        let Kind::Bond { parameters, ports } = &interface.kind else { continue };
        for (key, modes) in refused(parameters) {
            let modes: Vec<_> = modes.iter().map(|mode| format!("`{mode}`")).collect();
            let (mode, modes) = (parameters.mode, modes.join(", "));
            let message = format!("`{key}` of the bond `{}` requires one of the modes {modes}", interface.id);
            report.push(
                Diagnostic::at(RULE.code, place(host, interface, &["parameters", key]), message)
                    .label(format!("the mode is `{mode}`"))
                    .help(format!("Remove `{key}`, or choose another `mode`.")),
            );
        }
        if let Some(primary) = parameters.primary.as_ref().filter(|primary| !ports.contains(primary)) {
            let message =
                format!("`{primary}`, the `primary` of the bond `{}`, is not in its `interfaces`", interface.id);
            report.push(
                Diagnostic::at(RULE.code, place(host, interface, &["parameters", "primary"]), message)
                    .help("Choose one of the bond's own interfaces."),
            );
        }
    }
}

/// The options that the mode does not have, each with the modes that have it.
fn refused(parameters: &BondParameters) -> impl Iterator<Item = (&'static str, &'static [BondMode])> {
    const HASHED: &[BondMode] = &[BondMode::Lacp, BondMode::BalanceXor, BondMode::BalanceTlb];
    const PREFERRED: &[BondMode] = &[BondMode::ActiveBackup, BondMode::BalanceAlb, BondMode::BalanceTlb];
    const LACP: &[BondMode] = &[BondMode::Lacp];
    let mode = parameters.mode;
    let given = [
        ("lacp-rate", parameters.lacp_rate.is_some(), LACP),
        ("transmit-hash-policy", parameters.transmit_hash_policy.is_some(), HASHED),
        ("primary", parameters.primary.is_some(), PREFERRED),
    ];
    given
        .into_iter()
        .filter(move |(_, given, modes)| *given && !modes.contains(&mode))
        .map(|(key, _, modes)| (key, modes))
}
