//! The mistakes in `daemon.json` that prevent an engine from starting, for the rules about them.
//!
//! A function of [`FINDERS`] looks at the `daemon.json` of hosts with the same engines and returns [`Finding`]s. Each finding says
//! which engines reject the file; [`report`] turns it into an error if all engines of a host do, and into a warning if some do.
//! `tests/integration/daemon.rs` starts an engine with each kind of mistake.

mod address;
mod drivers;
mod engines;
mod finding;
pub mod format;
pub mod keys;
pub mod kind;
mod log;
mod log_address;
mod log_drivers;
mod names;
mod network;
mod runtime;
mod url;
mod values;

use indexmap::IndexMap;

use crate::{
    check::grouping::named,
    diagnostics::{Code, Diagnostic, Place, Report},
    model::cluster::{Cluster, Host},
};

use engines::Certainty;
pub(super) use engines::Engines;
use finding::Finding;
pub(super) use finding::Subject;

/// A function that looks for mistakes of one kind.
type Finder = fn(&Engines, &mut Vec<Finding>);

const FINDERS: &[Finder] =
    &[names::find, values::find, log::find, network::find, address::find, runtime::find, drivers::find];

/// Reports the findings of a rule.
pub(super) fn report(code: Code, subject: Subject, cluster: &Cluster, report: &mut Report) {
    let mut places: IndexMap<(Place, String), (Finding, Vec<&Host>)> = IndexMap::new();
    for engines in Engines::of(cluster) {
        for finding in all(&engines).into_iter().filter(|finding| subject_of(finding, &engines) == Some(subject)) {
            let place = place(&finding, &engines);
            let message = format!("{}; {}", finding.message, consequence(&finding, &engines));
            places.entry((place, message)).or_insert_with(|| (finding, Vec::new())).1.extend(&engines.hosts);
        }
    }
    for ((place, message), (finding, hosts)) in places {
        report.push(diagnostic(code, place, message, finding, &hosts));
    }
}

fn all(engines: &Engines) -> Vec<Finding> {
    let mut findings = Vec::new();
    for find in FINDERS {
        find(engines, &mut findings);
    }
    findings
}

/// The subject under which a finding is reported; `None` if no engine of the hosts rejects the file.
fn subject_of(finding: &Finding, engines: &Engines) -> Option<Subject> {
    match engines.versions.certainty(finding.refused)? {
        Certainty::Certain => Some(finding.subject),
        Certainty::OfOld => Some(Subject::TooNew),
        Certainty::OfNew => Some(Subject::Removed),
    }
}

fn place(finding: &Finding, engines: &Engines) -> Place {
    let path = engines.hosts[0].daemon_path(&finding.at);
    if finding.is_key { Place::Key(path) } else { Place::Value(path) }
}

fn consequence(finding: &Finding, engines: &Engines) -> String {
    match (finding.consequence, engines.versions.certainty(finding.refused)) {
        (None, Some(Certainty::OfOld)) => format!("an engine before {} fails to start", finding.border()),
        (None, Some(Certainty::OfNew)) => format!("engine {} and newer fail to start", finding.border()),
        (None, _) => "the engine fails to start".to_owned(),
        (Some(other), _) => other.to_owned(),
    }
}

fn diagnostic(code: Code, place: Place, message: String, finding: Finding, hosts: &[&Host]) -> Diagnostic {
    let label = if finding.label.is_empty() { named(hosts) } else { finding.label };
    Diagnostic::new(code, place, message).label(label).note(engines::described(hosts)).help(finding.help)
}
