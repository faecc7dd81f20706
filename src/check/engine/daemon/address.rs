//! The address pools, from which the engine takes the networks of bridges.

use ipnet::IpNet;
use serde_json::Value;

use super::{
    engines::Engines,
    finding::{Finding, Refused, Subject},
};
use crate::{os::Version, values::key_path::KeyPath};

/// More networks than that from one pool keep an engine before 27.0 busy for minutes.
const MOST_NETWORKS: u8 = 20;

pub(super) fn find(engines: &Engines, findings: &mut Vec<Finding>) {
    let pools = engines.daemon().get("default-address-pools").and_then(Value::as_array);
    let pools: Vec<&Value> = pools.into_iter().flatten().collect();
    let at = KeyPath::of(["default-address-pools"]);
    let before = findings.len();
    for (index, pool) in pools.iter().enumerate() {
        findings.extend(wrong(&at.index(index), pool));
    }
    let base = |pool: &&Value| field(pool, "base")?.as_str()?.parse::<IpNet>().ok();
    let has_v4 = pools.iter().filter_map(base).any(|net| net.addr().is_ipv4());
    let needs_v4 = !["bip", "fixed-cidr", "bridge"].iter().any(|key| engines.daemon().contains_key(*key));
    if before == findings.len() && !pools.is_empty() && !has_v4 && needs_v4 {
        let message =
            "`default-address-pools` in `daemon.json` has no IPv4 network, and the engine's bridge requires one";
        let help = "Add a pool such as `{ base = \"10.200.0.0/16\", size = 24 }`, or set `bip`.";
        findings.push(Finding::at(Subject::Conflict, at, message, help));
    }
}

fn field<'v>(pool: &'v Value, name: &str) -> Option<&'v Value> {
    pool.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn wrong(at: &KeyPath, pool: &Value) -> Option<Finding> {
    // A wrong type is another finding.
    pool.as_object()?;
    let base = match field(pool, "base") {
        Some(base) => base.as_str()?,
        None => "",
    };
    let size = field(pool, "size").map_or(Some(0), Value::as_i64)?;
    let Ok(network) = base.parse::<IpNet>() else {
        let message = format!("`{}` in `daemon.json` must be a network such as `10.200.0.0/16`", at.key("base"));
        return Some(finding(at.key("base"), message));
    };
    let (least, most) = (network.prefix_len(), network.max_prefix_len());
    let at = at.key("size");
    if !(i64::from(least)..=i64::from(most)).contains(&size) || size == 0 {
        let least = least.max(1);
        let message = format!(
            "`{at}` in `daemon.json` is `{size}`, but networks of `{base}` have a prefix length of `{least}` to `{most}`"
        );
        return Some(finding(at, message));
    }
    (size - i64::from(least) > i64::from(MOST_NETWORKS) && network.addr().is_ipv4()).then(|| {
        let message =
            format!("`{at}` in `daemon.json` divides `{base}` into more than {} networks", 1 << MOST_NETWORKS);
        finding(at, message).refused(Refused::Before(Version(27, 0)))
    })
}

fn finding(at: KeyPath, message: String) -> Finding {
    let help = "Write `{ base = \"10.200.0.0/16\", size = 24 }`: the network, and the prefix length of its parts.";
    Finding::at(Subject::Value, at, message, help)
}
