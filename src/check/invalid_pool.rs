//! An address pool that is no network.

use ipnet::Ipv4Net;

use super::Rule;
use crate::{
    cluster::Cluster,
    diagnostic::{Diagnostic, Report},
    key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule { code: "invalid-pool", run };

fn run(cluster: &Cluster, report: &mut Report) {
    let path = KeyPath::of(["swarm", "default_addr_pool"]);
    for (index, text) in cluster.swarm.default_addr_pool.iter().flatten().enumerate() {
        let help = match text.parse::<Ipv4Net>() {
            Ok(pool) if pool.addr() == pool.network() => continue,
            Ok(pool) => format!("Write `{}`.", pool.trunc()),
            Err(_) => "Write an address and the length of its prefix.".to_owned(),
        };
        let message = format!("`{text}` is not an IPv4 network such as `172.30.0.0/16`");
        report.push(Diagnostic::error(RULE.code, path.index(index), message).help(help));
    }
}
