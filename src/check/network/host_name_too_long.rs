//! A host name that is too long for Linux.

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
    let message = format!("the full name of {} has up to {most} characters; at most {LIMIT} are allowed", named(&long));
    report.push(
        Diagnostic::at(RULE.code, KeyPath::of(["cluster", "domain"]), message)
            .label(format!("at most {LIMIT} characters together with a dot and the host's name"))
            .help("Choose a shorter domain, or shorter names for the hosts."),
    );
}
