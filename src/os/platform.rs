//! How much user-data each platform accepts, and how the platform counts it.

use crate::values::names::{Platform, UserDataLimit};

/// A platform's limit on user-data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The largest size, in bytes.
    pub bytes: usize,
    /// Whether the platform counts the bytes after encoding the data as base64.
    pub base64: bool,
    /// Whether the platform accepts binary data; otherwise the data must be text.
    pub binary: bool,
}

impl Limit {
    /// The limit from the inventory.
    pub fn of(limit: UserDataLimit) -> Self {
        match limit {
            UserDataLimit::Platform(platform) => Self::of_platform(platform),
            // Only the number is known, and every platform accepts text.
            UserDataLimit::Bytes(bytes) => Self { bytes: bytes as usize, base64: false, binary: false },
        }
    }

    /// The limit of a platform, from its documentation or from its own error message.
    pub fn of_platform(platform: Platform) -> Self {
        let (bytes, base64, binary) = match platform {
            Platform::Aws => (16_384, false, true),
            Platform::Hetzner => (32_768, false, false),
            Platform::Openstack => (65_535, true, true),
            Platform::Azure => (65_535, false, true),
            Platform::Gcp => (262_144, false, false),
            Platform::Digitalocean | Platform::Ibm => (65_536, false, false),
            Platform::Vsphere => (65_536, true, true),
            Platform::Cloudstack => (32_768, true, true),
            Platform::Kubevirt => (2_048, false, false),
        };
        Self { bytes, base64, binary }
    }

    /// The size of this much user-data, as the platform counts it.
    pub fn count(self, bytes: usize) -> usize {
        if self.base64 { bytes.div_ceil(3) * 4 } else { bytes }
    }

    /// Whether the platform accepts this much user-data.
    pub fn takes(self, bytes: usize) -> bool {
        self.count(bytes) <= self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::{Limit, Platform};

    #[test]
    fn base64_makes_four_bytes_of_three() {
        let openstack = Limit::of_platform(Platform::Openstack);
        assert_eq!([0, 1, 3, 4].map(|bytes| openstack.count(bytes)), [0, 4, 4, 8]);
        assert_eq!(Limit::of_platform(Platform::Aws).count(5), 5);
    }

    #[test]
    fn the_last_byte_is_taken_and_none_more() {
        assert!(Limit::of_platform(Platform::Aws).takes(16_384) && !Limit::of_platform(Platform::Aws).takes(16_385));
        assert!(
            Limit::of_platform(Platform::Openstack).takes(49_149)
                && !Limit::of_platform(Platform::Openstack).takes(49_152)
        );
    }
}
