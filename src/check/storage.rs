//! The shared storage and its mount point.

rules! {
    cephfs_without_key,
    mount_point_not_canonical,
    mount_point_unusable,
    storage_key_unused,
    storage_not_mountable,
    storage_on_host,
}
