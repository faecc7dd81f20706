//! The engine: its installation and its `daemon.json`.

pub mod daemon;

rules! {
    daemon_key_ignored,
    daemon_key_refused,
    daemon_key_removed,
    daemon_key_too_new,
    daemon_key_unknown,
    daemon_keys_conflict,
    daemon_prerequisite_missing,
    daemon_value_refused,
    engine_version_unavailable,
    engine_version_unused,
    install_unavailable,
    log_driver_unknown,
    log_option_refused,
    mirror_overridden,
    packages_not_installable,
}
