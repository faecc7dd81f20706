//! The addresses at which the nodes of a swarm reach each other.

use std::{fmt, net::IpAddr};

/// The value of docker's `--advertise-addr` and `--data-path-addr`: an address, or the interface that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeAddress {
    /// The address, in the spelling of `ip addr`: the host compares it with that output.
    Ip(IpAddr),
    /// The interface. A check validates it.
    Interface(String),
}

impl NodeAddress {
    /// The address, unless only the host knows it.
    pub fn ip(&self) -> Option<IpAddr> {
        match self {
            Self::Ip(address) => Some(*address),
            Self::Interface(_) => None,
        }
    }
}

impl From<String> for NodeAddress {
    fn from(text: String) -> Self {
        text.parse::<IpAddr>().map_or(Self::Interface(text), |address| Self::Ip(address.to_canonical()))
    }
}

impl fmt::Display for NodeAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(f),
            Self::Interface(name) => name.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NodeAddress;

    #[test]
    fn an_address_has_one_spelling_and_an_interface_its_own() {
        for (text, expected, is_ip) in [
            ("FD00:0::11", "fd00::11", true),
            ("fd00:0:0:0:0:0:0:11", "fd00::11", true),
            ("::ffff:10.8.0.1", "10.8.0.1", true),
            ("10.8.0.1", "10.8.0.1", true),
            ("eth0.100", "eth0.100", false),
            ("ds1.lan", "ds1.lan", false),
        ] {
            let address = NodeAddress::from(text.to_owned());
            assert_eq!((&*address.to_string(), address.ip().is_some()), (expected, is_ip));
        }
    }
}
