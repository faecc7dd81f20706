//! How to fix an invalid value, by its key: the forms that other tools accept, and typing errors.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use crate::values::{
    key_path::{KeyPath, Segment},
    time_zone,
};

/// The fix of a value that its key does not accept, if the text shows what it means.
pub(super) fn of(text: &str, path: &KeyPath) -> Option<String> {
    if text.is_empty() {
        return Some("Write a value, or remove the line.".to_owned());
    }
    if text.trim() != text {
        return Some(format!("Remove the blanks around `{}`.", text.trim()));
    }
    let keys: Vec<_> = path.segments().iter().filter_map(key).collect();
    match keys[..] {
        ["hosts" | "stacks", _] | ["cluster", "name" | "domain"] => name(text),
        [.., "subnet"] => subnet(text),
        [.., "address" | "gateway" | "nameservers"] => address(text, keys.last().is_some_and(|key| *key == "address")),
        [.., "source"] => source(text),
        [.., "mountpoint"] | [.., "files", _] => file_path(text),
        [.., "mode"] => mode(text),
        [.., "packages" | "options" | "keep_images" | "keep_containers"] => several(text),
        [.., "interval" | "delay" | "ttl"] => days(text),
        [.., "command_timeout"] if text.parse::<u32>().is_ok() => write(format_args!("{text}s")),
        ["delivery", "program"] => program(text),
        [.., "timezone"] => Some(time_zone::fix(text)),
        _ => None,
    }
}

fn key(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Key(key) => Some(key),
        Segment::Index(_) => None,
    }
}

#[allow(clippy::unnecessary_wraps)] // Every caller returns an option.
fn write(value: impl std::fmt::Display) -> Option<String> {
    Some(format!("Write `{value}`."))
}

/// One string in the place of several elements of a list.
pub(super) fn several(text: &str) -> Option<String> {
    let parts: Vec<_> =
        text.split([',', ' ', ';']).filter(|part| !part.is_empty()).map(|part| format!("{part:?}")).collect();
    (parts.len() > 1 && text.len() < 80).then(|| format!("Write each as a string of its own: `{}`.", parts.join(", ")))
}

fn name(text: &str) -> Option<String> {
    let short = text.trim_matches('.').to_ascii_lowercase().replace(['_', ' '], "-");
    match short.split_once('.') {
        Some((host, _)) if text.parse::<IpAddr>().is_err() && !host.is_empty() => {
            Some(format!("Write the short name, `{host}`; `cluster.domain` is the domain."))
                .filter(|_| !is_domain(text))
        }
        None if !short.is_empty() && short != text && short.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') => {
            write(short)
        }
        _ => None,
    }
    .or_else(|| is_domain(text).then(|| text.trim_matches('.').to_ascii_lowercase()).and_then(write))
}

/// A domain with capital letters, or with a dot before or after it.
fn is_domain(text: &str) -> bool {
    text.starts_with('.') || text.ends_with('.') || text.contains(char::is_uppercase) && text.contains('.')
}

fn address(text: &str, of_host: bool) -> Option<String> {
    let (bare, rest) = text.split_once('/').unwrap_or((text, ""));
    if rest.parse::<u8>().is_ok() && bare.parse::<IpAddr>().is_ok() {
        return Some(format!("Write `{bare}`: `cluster.subnet` has the prefix length."));
    }
    if let Some(without_zeros) = without_zeros(text) {
        return Some(format!("Write `{without_zeros}`, without leading zeros."));
    }
    if text.replace(',', ".").parse::<IpAddr>().is_ok() {
        return write(text.replace(',', "."));
    }
    if let Some((host, _)) = text.split_once(':').filter(|(host, _)| host.parse::<Ipv4Addr>().is_ok()) {
        return Some(format!("Write `{host}`, without a port."));
    }
    match text.to_ascii_lowercase().as_str() {
        "dhcp" | "auto" => {
            Some("Write the address that the DHCP server assigns. Without `gateway`, the host uses DHCP.".to_owned())
        }
        _ if of_host && text.contains(char::is_alphabetic) && !text.contains(':') => {
            Some("Write the host's address: swarmgen looks up no names.".to_owned())
        }
        _ => several(text),
    }
}

/// The place of the host program.
fn program(text: &str) -> Option<String> {
    match text.to_ascii_lowercase().as_str() {
        word @ ("inline" | "share") => write(word),
        path if path.starts_with('/') => {
            Some("Write `share`: the files have a folder of their own on the share.".to_owned())
        }
        url if url.starts_with("http") => Some("Write a URL without an account, a query and blanks.".to_owned()),
        _ => None,
    }
}

fn without_zeros(text: &str) -> Option<Ipv4Addr> {
    let parts: Vec<u8> = text.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let address = Ipv4Addr::from(<[u8; 4]>::try_from(parts).ok()?);
    (address.to_string() != text).then_some(address)
}

fn subnet(text: &str) -> Option<String> {
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        let example = IpNet::new(address.into(), 24).ok()?.trunc();
        return Some(format!("Add the prefix length, such as `{example}`."));
    }
    let (address, mask) = text.split_once(['/', ' '])?;
    let mask = mask.trim().trim_start_matches("netmask ");
    let network = IpNet::with_netmask(address.parse().ok()?, mask.parse().ok()?).ok()?;
    write(network.trunc())
}

/// The source of an NFS share in other notations.
fn source(text: &str) -> Option<String> {
    let bare =
        text.trim_start_matches("nfs://").trim_start_matches("cifs://").trim_start_matches("smb://").replace('\\', "/");
    let bare = bare.trim_start_matches('/');
    if text.starts_with('/') && !text.starts_with("//") {
        return Some(format!("Name the server too, such as `nas.example.com:{text}`."));
    }
    let (host, path) = bare.split_once([':', '/'])?;
    let path = path.trim_start_matches(['/', ':']);
    let plain = |text: &str| !text.is_empty() && !text.contains([':', '@', '=', '[']);
    (plain(host) && plain(path)).then(|| format!("Write `{host}:/{path}`."))
}

fn file_path(text: &str) -> Option<String> {
    if text == "/" {
        return Some("Choose a folder with no other use, such as `/var/data`.".to_owned());
    }
    let parts: Vec<_> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") || text.starts_with('~') || text.contains('\\') {
        return None;
    }
    write(format_args!("/{}", parts.join("/"))).filter(|_| !text.contains(char::is_whitespace))
}

/// Days in hours: durations have no unit for days.
fn days(text: &str) -> Option<String> {
    let number = text.trim_end_matches("days").trim_end_matches("day").trim_end_matches('d').trim();
    let days: u32 = number.parse().ok()?;
    if number == text {
        Some(format!("Add the unit, such as `{days}h`."))
    } else {
        write(format_args!("{}h", u64::from(days) * 24))
    }
}

fn mode(text: &str) -> Option<String> {
    let symbolic = text.trim_start_matches("0o").trim_start_matches('-');
    match symbolic {
        "rw-r--r--" => write("0644"),
        "rwxr-xr-x" => write("0755"),
        "rw-------" => write("0600"),
        octal => u32::from_str_radix(octal, 8).ok().filter(|_| octal != text).and_then(|_| write(octal)),
    }
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::values::key_path::KeyPath;

    fn hint(key: &str, text: &str) -> String {
        let path = match key {
            "host" => KeyPath::of(["hosts", text]),
            "mountpoint" | "source" => KeyPath::of(["storage", key]),
            "mode" => KeyPath::of(["hosts", "ds1", "files", "/etc/motd", key]),
            _ if ["address", "nameservers", "packages"].contains(&key) => KeyPath::of(["hosts", "ds1", key]),
            _ => KeyPath::of(["cluster", key]),
        };
        of(text, &path).unwrap_or_default()
    }

    #[test]
    fn other_notations_have_a_fix() {
        for (key, text, expected) in [
            ("address", "192.168.31.11/24", "Write `192.168.31.11`:"),
            ("address", "192.168.031.011", "Write `192.168.31.11`, without leading zeros."),
            ("address", "192,168,31,11", "Write `192.168.31.11`."),
            ("address", "192.168.31.11:22", "Write `192.168.31.11`, without a port."),
            ("address", "dhcp", "Write the address that the DHCP server assigns."),
            ("address", "ds1.example.com", "Write the host's address"),
            ("address", " 192.168.31.11", "Remove the blanks around `192.168.31.11`."),
            ("address", "", "Write a value"),
            ("nameservers", "1.1.1.1, 8.8.8.8", "Write each as a string of its own: `\"1.1.1.1\", \"8.8.8.8\"`."),
            ("packages", "htop vim", "Write each as a string of its own: `\"htop\", \"vim\"`."),
            ("subnet", "192.168.31.0", "Add the prefix length, such as `192.168.31.0/24`."),
            ("subnet", "192.168.31.0/255.255.255.0", "Write `192.168.31.0/24`."),
            ("host", "DS1", "Write `ds1`."),
            ("host", "ds_1", "Write `ds-1`."),
            ("host", "ds1.example.com", "Write the short name, `ds1`"),
            ("name", "My Home", "Write `my-home`."),
            ("domain", "Example.com", "Write `example.com`."),
            ("domain", "example.com.", "Write `example.com`."),
            ("source", "nas:export", "Write `nas:/export`."),
            ("source", "nfs://nas/export/x", "Write `nas:/export/x`."),
            ("source", "//nas/export", "Write `nas:/export`."),
            ("source", "/export", "Name the server too, such as `nas.example.com:/export`."),
            ("mountpoint", "/", "Choose a folder"),
            ("mountpoint", "/var//data/", "Write `/var/data`."),
            ("mountpoint", "data", "Write `/data`."),
            ("interval", "2d", "Write `48h`."),
            ("interval", "30", "Add the unit, such as `30h`."),
            ("mode", "rw-r--r--", "Write `0644`."),
            ("mode", "0o755", "Write `755`."),
        ] {
            let hint = hint(key, text);
            assert!(hint.starts_with(expected), "{key} {text:?}: {hint}");
        }
    }

    #[test]
    fn a_text_that_means_nothing_has_no_fix() {
        for (key, text) in [("address", "192.168.31.300"), ("host", "ds1!"), ("source", "nas"), ("mountpoint", "~/x")] {
            assert_eq!(hint(key, text), "", "{key} {text}");
        }
    }
}
