//! A host name that Linux does not take.

use crate::{
    check::{Rule, grouping::named},
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("host-name-too-long", Error), run);

/// `HOST_NAME_MAX`, see sethostname(2).
const LIMIT: usize = 64;

fn run(cluster: &Cluster, report: &mut Report) {
    let length = |host: &Host| cluster.fqdn(host).len();
    let long: Vec<&Host> = cluster.hosts.iter().filter(|host| length(host) > LIMIT).collect();
    let Some(most) = long.iter().map(|host| length(host)).max() else { return };
    let message = format!("with the domain the name of {} has up to {most} characters", named(&long));
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["cluster", "domain"]), message)
            .label(format!("with a host's name and a dot {LIMIT} at most"))
            .help("Choose a shorter domain, or shorter names for the hosts."),
    );
}
