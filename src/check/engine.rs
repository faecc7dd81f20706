//! The engine: its installation and its `daemon.json`.

mod daemon_key_refused;
mod daemon_key_too_new;
mod daemon_key_unknown;
pub mod daemon_keys;
mod daemon_value_refused;
mod engine_version_unavailable;
mod engine_version_unused;
mod install_unavailable;
mod mirror_overridden;
mod packages_not_installable;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    daemon_key_refused::RULE,
    daemon_key_too_new::RULE,
    daemon_key_unknown::RULE,
    daemon_value_refused::RULE,
    engine_version_unavailable::RULE,
    engine_version_unused::RULE,
    install_unavailable::RULE,
    mirror_overridden::RULE,
    packages_not_installable::RULE,
];
