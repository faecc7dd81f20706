//! The shared storage and its mount point.

rules! {
    mount_point_not_canonical,
    mount_point_unusable,
    storage_not_mountable,
    storage_on_host,
}
