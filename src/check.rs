//! Checks a [`Cluster`]: mistakes that no single value shows, such as two hosts with one address.
//!
//! To add a rule: write `src/check/SUBJECT/CODE.rs` (underscores for hyphens) with its `RULE`, add a line to `src/check/SUBJECT.rs`,
//! describe the code in `docs/diagnostics/CODE.md`, and provoke it in `fixtures/reject/CODE.toml`.
//! The size limit of a host's configuration is checked elsewhere, see [`crate::run`]: it needs the output of the emitters.

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
    model::{cluster::Cluster, own_paths::OwnPaths},
};

/// One check.
#[derive(Debug)]
pub struct Rule {
    /// The code of its findings.
    pub code: Code,
    run: Run,
}

/// The input of a rule.
#[derive(Debug)]
enum Run {
    Cluster(fn(&Cluster, &mut Report)),
    OwnPaths(fn(&Cluster, &OwnPaths, &mut Report)),
}

impl Rule {
    /// A rule about the cluster alone.
    const fn new(code: Code, run: fn(&Cluster, &mut Report)) -> Self {
        Self { code, run: Run::Cluster(run) }
    }

    /// A rule about the user's own paths and those of swarmgen.
    const fn of_paths(code: Code, run: fn(&Cluster, &OwnPaths, &mut Report)) -> Self {
        Self { code, run: Run::OwnPaths(run) }
    }
}

/// The checks by subject.
const SUBJECTS: &[&[Rule]] =
    &[engine::RULES, files::RULES, netboot::RULES, network::RULES, stacks::RULES, storage::RULES, swarm::RULES];

/// All checks.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    SUBJECTS.iter().copied().flatten()
}

/// Runs every check. `own` are the paths that swarmgen reserves on every host.
pub fn check(cluster: &Cluster, own: &OwnPaths) -> Report {
    let mut report = Report::default();
    for rule in rules() {
        match rule.run {
            Run::Cluster(run) => run(cluster, &mut report),
            Run::OwnPaths(run) => run(cluster, own, &mut report),
        }
    }
    report
}
