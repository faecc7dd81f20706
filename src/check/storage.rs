//! The shared storage and its mount point.

mod mount_point_not_canonical;
mod mount_point_unusable;
mod storage_not_mountable;
mod storage_on_host;

use super::Rule;

pub(super) const RULES: &[Rule] =
    &[mount_point_not_canonical::RULE, mount_point_unusable::RULE, storage_not_mountable::RULE, storage_on_host::RULE];
