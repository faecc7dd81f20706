//! Addresses, interfaces, gateways and name servers.

rules! {
    address_outside_subnet,
    advertise_address_elsewhere,
    duplicate_address,
    duplicate_advertise_address,
    duplicate_mac,
    firewall_source_unknown,
    gateway_is_host,
    gateway_outside_subnet,
    host_name_too_long,
    invalid_node_address,
    missing_interface,
    missing_nameservers,
    nameservers_unused,
    reserved_address,
    static_ipv6_unsupported,
    subnet_host_bits,
}
