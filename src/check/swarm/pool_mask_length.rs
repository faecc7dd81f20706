//! A pool that contains at most one overlay network.

use crate::{
    check::{Rule, swarm::pools::pools},
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("pool-mask-length", Error), run);

/// Docker's default.
const DEFAULT: u8 = 24;

fn run(cluster: &Cluster, report: &mut Report) {
    let given = cluster.swarm.default_addr_pool_mask_length;
    let mask = given.unwrap_or(DEFAULT);
    for (place, pool) in pools(cluster).into_iter().filter(|(_, pool)| pool.prefix_len() >= mask) {
        let yields = if pool.prefix_len() == mask { "only one network" } else { "no network" };
        let message =
            format!("the address pool `{pool}` contains {yields} with the prefix `/{mask}`; a swarm requires several");
        let finding = Diagnostic::at(RULE.code, place, message).label("the pool");
        let finding = match given {
            Some(_) => finding
                .also(KeyPath::of(["swarm", "default_addr_pool_mask_length"]), "the prefix length of each network"),
            None => finding,
        };
        report.push(finding.help(format!(
            "Use a larger pool, or set `swarm.default_addr_pool_mask_length` (default: {DEFAULT}) above {}.",
            pool.prefix_len()
        )));
    }
}
