//! Network boot.

rules! {
    boot_over_https,
    install_device_unused,
    missing_boot_image,
    missing_mac,
    missing_root_argument,
    static_address_unread,
}
