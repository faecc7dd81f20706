//! The engine: its installation and its `daemon.json`.

pub mod daemon_keys;

rules! {
    daemon_key_refused,
    daemon_key_too_new,
    daemon_key_unknown,
    daemon_value_refused,
    engine_version_unavailable,
    engine_version_unused,
    install_unavailable,
    mirror_overridden,
    packages_not_installable,
}
