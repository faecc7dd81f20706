//! A pool that yields one overlay network or none.

use crate::{
    check::{Rule, swarm::pools::pools},
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("pool-mask-length", Error), run);

/// What Docker takes unless it is told otherwise.
const DEFAULT: u8 = 24;

fn run(cluster: &Cluster, report: &mut Report) {
    let given = cluster.swarm.default_addr_pool_mask_length;
    let mask = given.unwrap_or(DEFAULT);
    for (place, pool) in pools(cluster).into_iter().filter(|(_, pool)| pool.prefix_len() >= mask) {
        let yields = if pool.prefix_len() == mask { "one network only" } else { "no network" };
        let message = format!("the address pool `{pool}` yields {yields} of `/{mask}`, and a swarm needs several");
        let finding = Diagnostic::at(RULE.code, place, message).label("the pool");
        let finding = match given {
            Some(_) => finding
                .also(KeyPath::of(["swarm", "default_addr_pool_mask_length"]), "the length of each network's prefix"),
            None => finding,
        };
        report.push(finding.help(format!(
            "Widen the pool, or raise `swarm.default_addr_pool_mask_length` ({DEFAULT} unless set) above {}.",
            pool.prefix_len()
        )));
    }
}
