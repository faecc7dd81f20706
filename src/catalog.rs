//! Every diagnostic code, as `swarmgen explain CODE` finds it.
//!
//! To add a code: a check states its own, see [`crate::check`]; any other goes into `src/diagnostics/codes.rs`. Write its page,
//! `docs/diagnostics/CODE.md`, and provoke it in `fixtures/reject/CODE.toml`.

use crate::{
    check::rules,
    diagnostics::{Code, codes},
};

/// All codes.
pub fn codes() -> impl Iterator<Item = Code> {
    codes::ALL.iter().copied().chain(rules().map(|rule| rule.code))
}

/// The code of that name.
pub fn find(name: &str) -> Option<Code> {
    codes().find(|code| code.name == name)
}
