//! Addresses, interfaces, gateways and name servers.

mod address_outside_subnet;
mod duplicate_address;
mod duplicate_advertise_address;
mod duplicate_mac;
mod firewall_source_unknown;
mod gateway_is_host;
mod gateway_outside_subnet;
mod host_name_too_long;
mod invalid_node_address;
mod missing_interface;
mod missing_nameservers;
mod nameservers_unused;
mod reserved_address;
mod static_ipv6_unsupported;

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    address_outside_subnet::RULE,
    duplicate_address::RULE,
    duplicate_advertise_address::RULE,
    duplicate_mac::RULE,
    firewall_source_unknown::RULE,
    gateway_is_host::RULE,
    gateway_outside_subnet::RULE,
    host_name_too_long::RULE,
    invalid_node_address::RULE,
    missing_interface::RULE,
    missing_nameservers::RULE,
    nameservers_unused::RULE,
    reserved_address::RULE,
    static_ipv6_unsupported::RULE,
];
