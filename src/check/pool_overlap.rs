//! Overlay networks on addresses that something else has.

use super::{
    Rule,
    pools::{overlap, pools},
};
use crate::{
    cluster::Cluster,
    diagnostic::{Diagnostic, Report},
    key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule { code: "pool-overlap", run };

fn run(cluster: &Cluster, report: &mut Report) {
    with_subnet(cluster, report);
    with_each_other(cluster, report);
}

fn with_subnet(cluster: &Cluster, report: &mut Report) {
    let subnet = cluster.subnet;
    for (place, pool) in pools(cluster).into_iter().filter(|(_, pool)| overlap(*pool, subnet)) {
        let message = format!("the address pool `{pool}` overlaps the hosts' subnet `{subnet}`");
        report.push(
            Diagnostic::error(RULE.code, place, message)
                .label("the pool")
                .also(KeyPath::of(["cluster", "subnet"]), "the hosts' subnet")
                .help("Choose a private network that the hosts do not use."),
        );
    }
}

fn with_each_other(cluster: &Cluster, report: &mut Report) {
    let mut pools = pools(cluster);
    // Sorted, a network stands before all that it holds.
    pools.sort_by_key(|(_, pool)| (pool.network(), pool.prefix_len()));
    let mut pools = pools.into_iter();
    let Some(mut wide) = pools.next() else { return };
    for next in pools {
        if !overlap(wide.1, next.1) {
            wide = next;
            continue;
        }
        let message = format!("the address pools `{}` and `{}` overlap", wide.1, next.1);
        report.push(
            Diagnostic::error(RULE.code, next.0, message)
                .label("lies within the other pool")
                .also(wide.0.clone(), "the other pool")
                .help("Remove one of the two, or move it."),
        );
    }
}
