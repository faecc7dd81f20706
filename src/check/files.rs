//! Files, units, users and keys on a host.

mod duplicate_ssh_key;
mod invalid_dropin_name;
mod invalid_ssh_key;
mod invalid_unit;
mod invalid_unit_name;
mod not_ascii;
mod path_is_folder;
mod path_not_kept;
mod path_taken;
pub(super) mod paths;
mod unit_taken;
mod unit_without_install;
mod user_name_taken;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    duplicate_ssh_key::RULE,
    invalid_dropin_name::RULE,
    invalid_ssh_key::RULE,
    invalid_unit::RULE,
    invalid_unit_name::RULE,
    not_ascii::RULE,
    path_is_folder::RULE,
    path_not_kept::RULE,
    path_taken::RULE,
    unit_taken::RULE,
    unit_without_install::RULE,
    user_name_taken::RULE,
];
