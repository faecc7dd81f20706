//! Network boot.

mod boot_over_https;
mod install_device_unused;
mod missing_boot_image;
mod missing_mac;
mod missing_root_argument;
mod static_address_unread;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    boot_over_https::RULE,
    install_device_unused::RULE,
    missing_boot_image::RULE,
    missing_mac::RULE,
    missing_root_argument::RULE,
    static_address_unread::RULE,
];
