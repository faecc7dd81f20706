//! Every diagnostic code, as `swarmgen explain CODE` finds it.
//!
//! To add a code for a check, declare it in the check, see [`crate::check`]. Declare any other code in
//! `src/diagnostics/codes.rs`. Write its page, `docs/diagnostics/CODE.md`, and an inventory that provokes it,
//! `fixtures/reject/CODE.toml`.

use crate::{
    check::rules,
    diagnostics::{Code, codes},
};

/// All codes.
pub fn codes() -> impl Iterator<Item = Code> {
    codes::ALL.iter().copied().chain(rules().map(|rule| rule.code))
}

/// The code with this name.
pub fn find(name: &str) -> Option<Code> {
    codes().find(|code| code.name == name)
}
