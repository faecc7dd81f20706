//! Names and addresses with one canonical spelling.

use std::{fmt, str::FromStr};

/// One DNS label (RFC 1123: letters, digits, hyphens; 63 at most), in lower case.
///
/// Folders of the output and of the share have such names, so other characters are rejected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DnsLabel(String);

impl FromStr for DnsLabel {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_dns_label(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err("lower-case letters, digits and inner hyphens, 63 at most")
        }
    }
}

impl fmt::Display for DnsLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A host's short name: a [`DnsLabel`] that is not reserved, and that no program parses as a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostName(DnsLabel);

impl HostName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0.0
    }
}

impl FromStr for HostName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            // Every /etc/hosts contains it already.
            "localhost" => Err("a name that no host has of itself"),
            _ if is_number(text) => Err("a name that is no number, such as `ds1`"),
            _ => text.parse().map(Self),
        }
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A DNS name of one or more labels, in lower case, 253 characters at most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DomainName(String);

impl DomainName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DomainName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() <= 253 && text.split('.').all(is_dns_label) {
            Ok(Self(text.to_owned()))
        } else {
            Err("DNS labels of lower-case letters, digits and inner hyphens, joined by dots")
        }
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An Ethernet address, shown as `aa:bb:cc:dd:ee:ff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddr([u8; 6]);

impl MacAddr {
    /// The pairs of digits with this separator: `aa-bb-cc-dd-ee-ff`.
    pub fn joined(&self, separator: &str) -> String {
        self.0.map(|octet| format!("{octet:02x}")).join(separator)
    }
}

impl FromStr for MacAddr {
    type Err = &'static str;

    /// Accepts colons or hyphens, in either case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "six pairs of hex digits such as 52:54:00:12:34:56";
        let mut octets = [0; 6];
        let mut pairs = text.split([':', '-']);
        for octet in &mut octets {
            let pair =
                pairs.next().filter(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit())).ok_or(EXPECTED)?;
            *octet = u8::from_str_radix(pair, 16).map_err(|_| EXPECTED)?;
        }
        if pairs.next().is_some() {
            return Err(EXPECTED);
        }
        // The lowest bit of the first octet marks a group address.
        if octets[0] & 1 == 1 || octets == [0; 6] { Err("the address of one card") } else { Ok(Self(octets)) }
    }
}

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.joined(":"))
    }
}

fn is_dns_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Whether a program could parse it as a number: inet_aton(3) as an address, or awk, which compares `1` and `01` as
/// equal on the hosts.
fn is_number(text: &str) -> bool {
    let hexadecimal = |digits: &str| digits.chars().all(|digit| digit.is_ascii_hexdigit());
    text.starts_with(|first: char| first.is_ascii_digit())
        && (text.parse::<f64>().is_ok() || text.strip_prefix("0x").is_some_and(hexadecimal))
}

#[cfg(test)]
mod tests {
    use super::{DomainName, HostName, MacAddr};

    #[test]
    fn a_host_name_cannot_leave_its_folder() {
        for bad in ["", "..", "a/b", "-a", "a-", "A", "a.b", "a\n"] {
            assert!(bad.parse::<HostName>().is_err(), "{bad:?}");
        }
        assert_eq!("ds1".parse::<HostName>().expect("a label").as_str(), "ds1");
    }

    #[test]
    fn a_host_s_name_is_no_number_and_no_other_host_s() {
        for bad in ["1", "01", "1e3", "0x1f", "localhost"] {
            assert!(bad.parse::<HostName>().is_err(), "{bad}");
        }
        for good in ["1a", "1-2", "e1", "inf", "0x1g", "localhost1"] {
            assert!(good.parse::<HostName>().is_ok(), "{good}");
        }
    }

    #[test]
    fn a_domain_is_labels_joined_by_dots() {
        assert!("example.com".parse::<DomainName>().is_ok());
        assert!("example..com".parse::<DomainName>().is_err());
    }

    #[test]
    fn a_mac_address_has_one_spelling() {
        let mac: MacAddr = "52-54-00-AB-cd-56".parse().expect("a MAC address");
        assert_eq!(mac.to_string(), "52:54:00:ab:cd:56");
        for bad in ["52:54:00:12:34", "52:54:00:12:34:56:78", "52:54:00:12:34:+5", "é2:54:00:12:34:56"]
            .into_iter()
            .chain(["00:00:00:00:00:00", "01:00:5e:00:00:01", "ff:ff:ff:ff:ff:ff"])
        {
            assert!(bad.parse::<MacAddr>().is_err(), "{bad}");
        }
    }
}
