//! Checks a [`Cluster`]: everything that no single value shows, such as two hosts with one address.
//!
//! To add a rule: write `src/check/CODE.rs` (underscores for hyphens) with its `RULE`, add it to [`RULES`], describe the code
//! in `docs/diagnostics/CODE.md`, list that page in [`crate::catalog`], and provoke it in `fixtures/reject/CODE.toml`.
//! How large a host's configuration may be is not checked here: that takes the bytes that the emitters write.

mod address_outside_subnet;
mod autolock;
mod boot_over_https;
mod cleanup_in_container;
mod compose_invalid;
pub mod compose_keys;
mod compose_references;
mod daemon_key_refused;
mod daemon_key_too_new;
mod daemon_key_unknown;
pub mod daemon_keys;
mod daemon_value_refused;
mod default_pool_overlap;
mod duplicate_address;
mod duplicate_advertise_address;
mod duplicate_mac;
mod duplicate_ssh_key;
mod engine_version_unavailable;
mod engine_version_unused;
mod even_managers;
mod few_managers;
mod firewall_source_unknown;
mod gateway_is_host;
mod gateway_outside_subnet;
mod host_name_too_long;
mod image_without_tag;
mod install_device_unused;
mod install_unavailable;
mod invalid_dropin_name;
mod invalid_node_address;
mod invalid_ssh_key;
mod invalid_unit;
mod invalid_unit_name;
mod label_is_setting;
mod many_managers;
mod mirror_not_of_hub;
mod mirror_not_routed;
mod mirror_overridden;
mod missing_boot_image;
mod missing_interface;
mod missing_mac;
mod missing_nameservers;
mod missing_root_argument;
mod mount_point_not_canonical;
mod mount_point_unusable;
mod nameservers_unused;
mod no_active_manager;
mod no_manager;
mod not_ascii;
mod packages_not_installable;
mod path_is_folder;
mod path_not_kept;
mod path_taken;
mod paths;
mod places;
mod pool_mask_length;
mod pool_overlap;
mod pools;
mod port_taken;
mod reserved_address;
mod stack_name_taken;
mod static_address_unread;
mod static_ipv6_unsupported;
mod storage_not_mountable;
mod storage_on_host;
mod swarm_option_too_old;
mod traefik_in_container;
mod traefik_too_old;
mod unit_taken;
mod unit_without_install;
mod unknown_time_zone;
mod unmatched_constraint;
mod unset_variable;
mod user_name_taken;
mod variables;

use crate::{cluster::Cluster, diagnostic::Report};

/// One check.
#[derive(Debug)]
pub struct Rule {
    /// The code of its findings.
    pub code: &'static str,
    run: fn(&Cluster, &mut Report),
}

/// All checks.
pub const RULES: &[Rule] = &[
    address_outside_subnet::RULE,
    autolock::RULE,
    boot_over_https::RULE,
    cleanup_in_container::RULE,
    compose_invalid::RULE,
    daemon_key_refused::RULE,
    daemon_key_too_new::RULE,
    daemon_key_unknown::RULE,
    daemon_value_refused::RULE,
    default_pool_overlap::RULE,
    duplicate_address::RULE,
    duplicate_advertise_address::RULE,
    duplicate_mac::RULE,
    duplicate_ssh_key::RULE,
    engine_version_unavailable::RULE,
    engine_version_unused::RULE,
    even_managers::RULE,
    few_managers::RULE,
    firewall_source_unknown::RULE,
    gateway_is_host::RULE,
    gateway_outside_subnet::RULE,
    host_name_too_long::RULE,
    image_without_tag::RULE,
    install_device_unused::RULE,
    install_unavailable::RULE,
    invalid_dropin_name::RULE,
    invalid_node_address::RULE,
    invalid_ssh_key::RULE,
    invalid_unit::RULE,
    invalid_unit_name::RULE,
    label_is_setting::RULE,
    many_managers::RULE,
    mirror_not_of_hub::RULE,
    mirror_not_routed::RULE,
    mirror_overridden::RULE,
    missing_boot_image::RULE,
    missing_interface::RULE,
    missing_mac::RULE,
    missing_nameservers::RULE,
    missing_root_argument::RULE,
    mount_point_not_canonical::RULE,
    mount_point_unusable::RULE,
    nameservers_unused::RULE,
    no_active_manager::RULE,
    no_manager::RULE,
    not_ascii::RULE,
    packages_not_installable::RULE,
    path_is_folder::RULE,
    path_not_kept::RULE,
    path_taken::RULE,
    pool_mask_length::RULE,
    pool_overlap::RULE,
    port_taken::RULE,
    reserved_address::RULE,
    stack_name_taken::RULE,
    static_address_unread::RULE,
    static_ipv6_unsupported::RULE,
    storage_not_mountable::RULE,
    storage_on_host::RULE,
    swarm_option_too_old::RULE,
    traefik_in_container::RULE,
    traefik_too_old::RULE,
    unit_taken::RULE,
    unit_without_install::RULE,
    unknown_time_zone::RULE,
    unmatched_constraint::RULE,
    unset_variable::RULE,
    user_name_taken::RULE,
];

/// Runs every check.
pub fn check(cluster: &Cluster) -> Report {
    let mut report = Report::default();
    for rule in RULES {
        (rule.run)(cluster, &mut report);
    }
    report
}
