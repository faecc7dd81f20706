//! Keys of the network that require or exclude each other.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value;

use super::{
    engines::Engines,
    finding::{Finding, Refused, Subject, UNLESS_PRESENT},
};
use crate::{os::Version, values::key_path::KeyPath};

pub(super) fn find(engines: &Engines, findings: &mut Vec<Finding>) {
    findings.extend(two_bridges(engines));
    findings.extend(foreign_bridge(engines));
    findings.extend(ipv6(engines));
    findings.extend(no_filter(engines));
    findings.extend(experimental_filter(engines));
    findings.extend(half_a_filter(engines));
    findings.extend(two_host_gateways(engines));
    if !has_no_bridge(engines) {
        findings.extend(gateway(engines));
        findings.extend(gateway6(engines));
    }
}

fn conflict(key: &str, message: impl Into<String>, help: &str) -> Finding {
    Finding::at(Subject::Conflict, KeyPath::of([key]), message, help)
}

fn has_no_bridge(engines: &Engines) -> bool {
    engines.text("bridge") == Some("none")
}

fn two_bridges(engines: &Engines) -> Option<Finding> {
    engines.text("bridge").filter(|name| !name.is_empty())?;
    let key = ["bip", "bip6"].into_iter().find(|key| engines.text(key).is_some_and(|it| !it.is_empty()))?;
    let message = format!("`{key}` in `daemon.json` is for the engine's own bridge, but `bridge` sets another one");
    Some(conflict(key, message, "Remove `bridge`, or set the address in the configuration of that bridge."))
}

/// A bridge that nothing in the inventory mentions.
fn foreign_bridge(engines: &Engines) -> Option<Finding> {
    let name = engines.text("bridge").filter(|name| !["", "none", "docker0"].contains(name))?;
    if engines.mention(name) {
        return None;
    }
    let message = format!("`bridge` in `daemon.json` requires the interface `{name}`, and no file or unit creates it");
    let help = format!("Create `{name}` in `files` or `units`, or remove `bridge`.");
    Some(Finding::at(Subject::Prerequisite, KeyPath::of(["bridge"]), message, help).but(UNLESS_PRESENT))
}

/// Before engine 28.0 the engine had no IPv6 networks of its own.
fn ipv6(engines: &Engines) -> Option<Finding> {
    let missing = engines.is("ipv6", true) && engines.text("fixed-cidr-v6").is_none_or(str::is_empty);
    (missing && !has_no_bridge(engines)).then(|| {
        let help = "Set `fixed-cidr-v6` too, such as `fd00:1::/64`.";
        conflict("ipv6", "`ipv6` in `daemon.json` requires `fixed-cidr-v6`", help)
            .refused(Refused::Before(Version(28, 0)))
            .label("no network for IPv6")
    })
}

fn no_filter(engines: &Engines) -> Option<Finding> {
    if !engines.is("icc", false) {
        return None;
    }
    let message = |key: &str| format!("`icc = false` in `daemon.json` requires `{key}`");
    let help = "Remove `icc`, or set the other key to `true`.";
    if engines.is("iptables", false) {
        return Some(conflict("icc", message("iptables"), help));
    }
    let ipv6 = engines.is("ipv6", true) && engines.is("ip6tables", false);
    ipv6.then(|| conflict("icc", message("ip6tables"), help).refused(Refused::Since(Version(27, 0))))
}

fn experimental_filter(engines: &Engines) -> Option<Finding> {
    let wrong = engines.is("ip6tables", true) && engines.is("experimental", false);
    wrong.then(|| {
        let help = "Remove `experimental`; swarmgen sets it to `true`.";
        conflict("ip6tables", "`ip6tables` in `daemon.json` requires `experimental`", help)
            .refused(Refused::Before(Version(27, 0)))
    })
}

fn half_a_filter(engines: &Engines) -> Option<Finding> {
    (engines.is("iptables", false) && engines.is("ip6tables", true)).then(|| {
        conflict("ip6tables", "`ip6tables` in `daemon.json` requires `iptables`", "Remove one of the two keys.")
            .refused(Refused::Before(Version(27, 0)))
    })
}

fn two_host_gateways(engines: &Engines) -> Option<Finding> {
    let addresses = engines.list("host-gateway-ips").filter_map(|(_, text)| text.parse::<IpAddr>().ok());
    let (v4, v6): (Vec<_>, Vec<_>) = addresses.partition(IpAddr::is_ipv4);
    let both = engines.text("host-gateway-ip").is_some() && engines.daemon().contains_key("host-gateway-ips");
    let many = v4.len() > 1 || v6.len() > 1;
    (both || many).then(|| {
        let message = if both {
            "`host-gateway-ips` in `daemon.json` excludes `host-gateway-ip`"
        } else {
            "`host-gateway-ips` in `daemon.json` has two addresses of one family"
        };
        conflict("host-gateway-ips", message, "Set `host-gateway-ips` to one IPv4 and one IPv6 address at most.")
    })
}

/// The gateway must be an address of the bridge's network, and not the bridge's own.
fn gateway(engines: &Engines) -> Option<Finding> {
    let gateway: IpAddr = engines.text("default-gateway")?.parse().ok()?;
    let of_bridge = ["bip", "fixed-cidr"].into_iter().find_map(|key| network(engines, key));
    let pool = || first_of_pools(engines).filter(|_| engines.text("bridge").is_none());
    let outside = !of_bridge.or_else(pool)?.contains(&gateway);
    let is_own = network(engines, "bip").is_some_and(|net| net.addr() == gateway);
    (outside || is_own).then(|| {
        let message = if is_own {
            "`default-gateway` in `daemon.json` is the address of the bridge itself"
        } else {
            "`default-gateway` in `daemon.json` must be in the network of the bridge"
        };
        conflict("default-gateway", message, "Set `bip` to the network of the gateway, or remove `default-gateway`.")
    })
}

/// The network that the bridge gets: the first of the first pool.
fn first_of_pools(engines: &Engines) -> Option<IpNet> {
    let pools = engines.daemon().get("default-address-pools").and_then(Value::as_array);
    let Some(pool) = pools.and_then(|pools| pools.first()) else { return "172.17.0.0/16".parse().ok() };
    let base: IpNet = pool.get("base")?.as_str()?.parse().ok()?;
    IpNet::new(base.network(), u8::try_from(pool.get("size")?.as_i64()?).ok()?).ok()
}

fn gateway6(engines: &Engines) -> Option<Finding> {
    let gateway: IpAddr = engines.text("default-gateway-v6")?.parse().ok()?;
    let network = network(engines, "fixed-cidr-v6").or_else(|| network(engines, "bip6"))?;
    let outside = engines.is("ipv6", true) && !network.contains(&gateway);
    outside.then(|| {
        let message = format!("`default-gateway-v6` in `daemon.json` must be in the network `{}`", network.trunc());
        conflict("default-gateway-v6", message, "Choose an address of that network, or remove `default-gateway-v6`.")
    })
}

fn network(engines: &Engines, key: &str) -> Option<IpNet> {
    engines.text(key)?.parse().ok()
}
