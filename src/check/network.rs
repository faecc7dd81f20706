//! Addresses, interfaces, gateways and name servers.

mod interfaces;

rules! {
    address_not_on_host,
    address_outside_subnet,
    advertise_address_elsewhere,
    bond_option_refused,
    bond_without_interfaces,
    duplicate_address,
    duplicate_advertise_address,
    duplicate_mac,
    firewall_source_unknown,
    gateway_is_host,
    gateway_not_on_link,
    gateway_outside_subnet,
    host_name_too_long,
    interface_loop,
    interface_not_created,
    interface_used_twice,
    invalid_node_address,
    missing_interface,
    missing_nameservers,
    mtu_above_link,
    nameservers_unused,
    network_form_mixed,
    network_unsupported,
    reserved_address,
    static_ipv6_unsupported,
    subnet_host_bits,
    unknown_interface,
    vlan_name_unsupported,
}
