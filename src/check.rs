//! Checks a [`Cluster`]: everything that no single value shows, such as two hosts with one address.
//!
//! To add a rule: write `src/check/SUBJECT/CODE.rs` (underscores for hyphens) with its `RULE`, add a line to `src/check/SUBJECT.rs`,
//! describe the code in `docs/diagnostics/CODE.md`, and provoke it in `fixtures/reject/CODE.toml`.
//! How large a host's configuration may be is not checked here: that takes the bytes that the emitters write.

/// Declares the rules of a subject: a module for each, and the list of all.
macro_rules! rules {
    ($($rule:ident,)+) => {
        $(mod $rule;)+

        pub(super) const RULES: &[super::Rule] = &[$($rule::RULE,)+];
    };
}

pub mod engine;
mod files;
mod grouping;
mod netboot;
mod network;
pub mod stacks;
mod storage;
mod swarm;

use crate::{
    diagnostics::{Code, Report},
    model::cluster::Cluster,
};

/// One check.
#[derive(Debug)]
pub struct Rule {
    /// What its findings are.
    pub code: Code,
    run: fn(&Cluster, &mut Report),
}

/// The checks by subject.
const SUBJECTS: &[&[Rule]] =
    &[engine::RULES, files::RULES, netboot::RULES, network::RULES, stacks::RULES, storage::RULES, swarm::RULES];

/// All checks.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    SUBJECTS.iter().copied().flatten()
}

/// Runs every check.
pub fn check(cluster: &Cluster) -> Report {
    let mut report = Report::default();
    for rule in rules() {
        (rule.run)(cluster, &mut report);
    }
    report
}
