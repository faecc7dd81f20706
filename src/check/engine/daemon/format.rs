//! The formats of the strings in `daemon.json`, as the engine reads them.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::url::Url;
use crate::values::duration;

/// A format of a string.
#[derive(Debug)]
pub struct Format {
    /// A string of this format, as a message names it.
    pub name: &'static str,
    /// Whether a string has this format.
    pub fits: fn(&str) -> bool,
}

const fn format(name: &'static str, fits: fn(&str) -> bool) -> Format {
    Format { name, fits }
}

pub(super) const ADDRESS: Format = format("an IP address", |it| it.parse::<IpAddr>().is_ok());
pub(super) const IPV4_NETWORK: Format =
    format("an IPv4 network such as `10.1.0.0/24`", |it| it.parse::<Ipv4Net>().is_ok());
pub(super) const IPV6_NETWORK: Format = format("an IPv6 network such as `fd00:1::/64`, up to `/127`", is_ipv6_network);
pub(super) const BRIDGE: Format =
    format("an IPv4 address of a host with its prefix length, such as `10.1.0.1/24`", |it| {
        it.parse::<Ipv4Net>().is_ok_and(|net| is_of_host(net.into()))
    });
pub(super) const BRIDGE6: Format =
    format("an IPv6 address of a host with its prefix length, such as `fd00:1::1/64`", |it| {
        it.parse::<Ipv6Net>().is_ok_and(|net| is_of_host(net.into()))
    });
pub(super) const SIZE: Format = format("a size such as `64M` or `1.5GiB`", is_size);
pub(super) const POSITIVE_SIZE: Format =
    format("a size above 0, such as `10m`", |it| is_size(it) && it.contains(|c: char| ('1'..='9').contains(&c)));
pub(super) const DISK_SPACE: Format = format("a size such as `20GB`", |it| it.is_empty() || is_size(it));
pub(super) const BOOLEAN: Format = format("`\"true\"` or `\"false\"`", is_boolean);
pub(super) const POSITIVE: Format = format("a whole number above 0", |it| it.parse::<i64>().is_ok_and(|it| it > 0));
pub(super) const NATURAL: Format = format("a whole number", |it| it.parse::<u32>().is_ok());
pub(super) const LEVEL: Format = format("one of `debug`, `info`, `warn`, `error`, `fatal`, `panic`, `trace`", is_level);
pub(super) const DURATION: Format = format("a duration such as `10s`", |it| duration::parse(it).is_some());
pub(super) const LABEL: Format = format(
    "a string like `KEY=VALUE`, outside Docker's own `com.docker.`, `io.docker.` and `org.dockerproject.`",
    is_label,
);
pub(super) const RESOURCE: Format =
    format("one resource, such as `gpu=2` or `gpu=GPU-1`, that is not negative", is_resource);
pub(super) const DOMAIN: Format = format("a domain such as `example.com`, or `.`", is_domain);
pub(super) const MIRROR: Format =
    format("a URL such as `https://mirror.example.com`, without account, query and fragment", is_mirror);
pub(super) const REGISTRY: Format = format("a registry such as `registry.example.com:5000`, or a network", is_registry);
pub(super) const LISTENER: Format = format("an address with a port, such as `127.0.0.1:9323`", is_listener);
pub(super) const CGROUP_DRIVER: Format =
    format("`native.cgroupdriver=systemd` or `native.cgroupdriver=cgroupfs`", is_cgroup_driver);
pub(super) const ABSOLUTE: Format = format("an absolute path", |it| it.starts_with('/'));
pub(super) const PROFILE: Format = format("`builtin`, `unconfined`, or an absolute path", |it| {
    it.starts_with('/') || ["", "builtin", "unconfined"].contains(&it)
});
pub(super) const API_VERSION: Format = format("a version of the API such as `1.44`, from `1.24`", is_api_version);
pub(super) const REMAP: Format = format("`default`, a user, or `USER:GROUP`", |it| it.split(':').count() <= 2);
pub(super) const FIREWALL_MARK: Format = format("a number such as `0x1`, or `MARK/MASK`", is_mark);

fn is_ipv6_network(text: &str) -> bool {
    let Ok(net) = text.parse::<Ipv6Net>() else { return false };
    let local: Ipv6Net = "fe80::/64".parse().expect("it is a network");
    let clashes = net.trunc() != local && (net.contains(&local) || local.contains(&net));
    net.prefix_len() < 128 && !net.addr().is_multicast() && !clashes
}

/// Whether a host can have this address in its network.
fn is_of_host(net: IpNet) -> bool {
    let (wide, is_v4) = (net.max_prefix_len() - net.prefix_len() >= 2, net.addr().is_ipv4());
    !wide || (net.addr() != net.network() && !(is_v4 && net.addr() == net.broadcast()))
}

/// A number with a unit, as Docker reads sizes: `64m`, `64 MiB`, `6.5G`.
fn is_size(text: &str) -> bool {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = unit.strip_prefix(' ').unwrap_or(unit).to_ascii_lowercase();
    let mut letters = unit.chars();
    let is_unit = match letters.next() {
        None => true,
        Some('b') => letters.as_str().is_empty(),
        Some('k' | 'm' | 'g' | 't' | 'p') => ["", "b", "ib"].contains(&letters.as_str()),
        Some(_) => false,
    };
    number.parse::<f64>().is_ok() && is_unit
}

fn is_boolean(text: &str) -> bool {
    ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"].contains(&text)
}

fn is_level(text: &str) -> bool {
    ["debug", "info", "warn", "error", "fatal", "panic", "trace"].contains(&text.to_ascii_lowercase().as_str())
}

fn is_label(text: &str) -> bool {
    !["com.docker.", "io.docker.", "org.dockerproject."].iter().any(|of_docker| text.starts_with(of_docker))
        && text.contains('=')
}

fn is_resource(text: &str) -> bool {
    let value = text.split_once('=').map(|(_, value)| value);
    value.is_some_and(|value| !value.contains('=') && value.parse::<i64>().map_or(true, |number| number >= 0))
}

fn is_domain(text: &str) -> bool {
    let text = text.trim();
    let name = text.strip_suffix('.').unwrap_or(text);
    text == "." || (name.len() < 255 && name.contains(|c: char| c.is_ascii_alphabetic()) && is_host_name(name))
}

/// Labels of letters, digits and inner hyphens.
fn is_host_name(text: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_label = |it: &str| !it.is_empty() && it.chars().all(is_inner) && !it.starts_with('-') && !it.ends_with('-');
    text.split('.').all(is_label)
}

fn is_mirror(text: &str) -> bool {
    Url::parse(text).is_some_and(|url| {
        let scheme = url.scheme.to_ascii_lowercase();
        ["http", "https"].contains(&scheme.as_str())
            && url.account.is_none()
            && !url.has_query
            && url.has_numeric_port()
    })
}

fn is_registry(text: &str) -> bool {
    if text.parse::<IpNet>().is_ok() {
        return true;
    }
    let text = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).unwrap_or(text);
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port),
        _ => (text, "0"),
    };
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    (is_host_name(host) || host.parse::<IpAddr>().is_ok()) && port.parse::<u16>().is_ok()
}

fn is_listener(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else { return false };
    let is_v6 = host.starts_with('[') && host.ends_with(']');
    !host.is_empty() && (is_v6 || !host.contains(':')) && port.parse::<u16>().is_ok()
}

fn is_cgroup_driver(text: &str) -> bool {
    match text.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("native.cgroupdriver") => {
            ["systemd", "cgroupfs"].contains(&value.trim())
        }
        // Another option has a rule of its own.
        _ => true,
    }
}

fn is_api_version(text: &str) -> bool {
    let version = text.split_once('.').and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    version.is_some_and(|version: (u32, u32)| version >= (1, 24))
}

fn is_mark(text: &str) -> bool {
    let number = |it: &str| match it.strip_prefix("0x").or_else(|| it.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).is_ok(),
        None => it.parse::<u32>().is_ok(),
    };
    text.is_empty() || text.split('/').count() <= 2 && text.split('/').all(number)
}

#[cfg(test)]
mod tests {
    use super::{BRIDGE, DOMAIN, Format, IPV6_NETWORK, LISTENER, MIRROR, REGISTRY, RESOURCE, SIZE};

    /// The verdicts of engine 26.1.
    #[test]
    fn strings_are_read_as_the_engine_reads_them() {
        let cases: [(&Format, &[&str], &[&str]); 8] = [
            (&SIZE, &["64M", "64 MiB", "64mb", "6.5g", "1024", "5b"], &["", "lots", "-1", "64q", "4 m b", "1.2.3"]),
            (&BRIDGE, &["10.1.0.1/24", "10.1.0.1/31", "10.1.0.1/32"], &["10.1.0.0/24", "10.1.0.255/24", "10.1.0.1"]),
            (
                &IPV6_NETWORK,
                &["fd00::/64", "fd00::1/64", "fe80::/64", "fd00::/127"],
                &["fe80::/80", "ff02::/64", "fd00::/128"],
            ),
            (&DOMAIN, &["example.com", ".", "example.com."], &["exa mple", "-x.example", "", "a_b.c"]),
            (
                &MIRROR,
                &["https://m.example.com:5000", "HTTPS://m.example.com/path"],
                &["m.example.com", "", "ftp://m", "https://u:p@m", "https://m?x", "https://m#f", "https://m:port"],
            ),
            (
                &REGISTRY,
                &["r.example.com:5000", "10.0.0.0/8", "http://r.example.com", "[fd00::1]:5000", "fd00::/8"],
                &[
                    "ftp://r",
                    "-r",
                    "r/path",
                    "r:port",
                    "r-",
                    "r:99999",
                    "",
                    "10.0.0.0/33",
                    "a b",
                    "*.example.com",
                    "r_x",
                ],
            ),
            (
                &LISTENER,
                &["127.0.0.1:9323", "[::]:9323"],
                &["9323", ":9323", "0.0.0.0:99999", "127.0.0.1", "http://127.0.0.1:9323"],
            ),
            (
                &RESOURCE,
                &["gpu=2", "gpu=u1", "NVIDIA-GPU=UUID-1", "gpu=", "gpu=u1,u2"],
                &["gpu", "gpu=-2", "gpu=2,ssd=3", "gpu:2"],
            ),
        ];
        for (format, right, wrong) in cases {
            for text in right {
                assert!((format.fits)(text), "{text} is {}", format.name);
            }
            for text in wrong {
                assert!(!(format.fits)(text), "{text} is not {}", format.name);
            }
        }
    }
}
