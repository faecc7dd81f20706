//! How much user-data each platform takes, and how it counts.

use crate::inventory::Platform;

/// A platform's limit on user-data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The largest size, in bytes.
    pub bytes: usize,
    /// Whether the platform counts after the data has been encoded as base64.
    pub base64: bool,
}

impl Limit {
    /// The limit of a platform, from its own documentation or its own words when it refuses.
    pub fn of(platform: Platform) -> Self {
        let (bytes, base64) = match platform {
            Platform::Aws => (16_384, false),
            Platform::Hetzner => (32_768, false),
            Platform::Openstack => (65_535, true),
            Platform::Azure => (65_535, false),
            Platform::Gcp => (262_144, false),
            Platform::Digitalocean | Platform::Ibm => (65_536, false),
            Platform::Vsphere => (65_536, true),
            Platform::Cloudstack => (32_768, true),
            Platform::Kubevirt => (2_048, false),
        };
        Self { bytes, base64 }
    }

    /// The size of this much user-data, as the platform counts it.
    pub fn count(self, bytes: usize) -> usize {
        if self.base64 { bytes.div_ceil(3) * 4 } else { bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::{Limit, Platform};

    #[test]
    fn base64_makes_four_bytes_of_three() {
        let openstack = Limit::of(Platform::Openstack);
        assert_eq!([0, 1, 3, 4].map(|bytes| openstack.count(bytes)), [0, 4, 4, 8]);
        assert_eq!(Limit::of(Platform::Aws).count(5), 5);
    }
}
