//! Networks of containers that overlap other networks.

use ipnet::IpNet;

use crate::{
    check::{
        Rule,
        grouping::group,
        swarm::pools::{further_subnets, overlap, pools},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::{Cluster, Host},
    values::key_path::KeyPath,
};

pub(super) const RULE: Rule = Rule::new(code!("pool-overlap", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    with_subnet(cluster, report);
    with_further_subnets(cluster, report);
    with_each_other(cluster, report);
}

fn with_subnet(cluster: &Cluster, report: &mut Report) {
    let subnet = cluster.subnet;
    let pools = pools(cluster).into_iter().map(|(place, pool)| (place, pool, "address pool"));
    let bridges = bridges(cluster).map(|(place, bridge)| (place, bridge, "bridge network"));
    for (place, network, what) in pools.chain(bridges).filter(|(_, network, _)| overlap(*network, subnet)) {
        let message = format!("the {what} `{network}` overlaps the hosts' subnet `{subnet}`");
        report.push(
            Diagnostic::at(RULE.code, place, message)
                .label(format!("the {what}"))
                .also(KeyPath::of(["cluster", "subnet"]), "the hosts' subnet")
                .help("Choose a private network outside the hosts' subnet."),
        );
    }
}

fn with_further_subnets(cluster: &Cluster, report: &mut Report) {
    let pools = pools(cluster).into_iter().map(|(place, pool)| (place, pool, "address pool"));
    let bridges = bridges(cluster).map(|(place, bridge)| (place, bridge, "bridge network"));
    let subnets = further_subnets(cluster);
    for (place, network, what) in pools.chain(bridges) {
        for (subnet, (at, interface)) in subnets.iter().filter(|(subnet, _)| overlap(network, **subnet)) {
            let message = format!("the {what} `{network}` overlaps `{subnet}`, the subnet of `{}`", interface.id);
            report.push(
                Diagnostic::at(RULE.code, place.clone(), message)
                    .label(format!("the {what}"))
                    .also(at.clone(), "the subnet of the hosts")
                    .help("Choose a private network outside the hosts' subnets."),
            );
        }
    }
}

/// The networks that `daemon.json` sets for the engine's own bridge, not for the user's bridge. Pools for further bridges do not count:
/// the engine skips networks in them that overlap a network of its host.
fn bridges(cluster: &Cluster) -> impl Iterator<Item = (KeyPath, IpNet)> {
    let keys = ["bip", "bip6", "fixed-cidr", "fixed-cidr-v6"];
    let of_host = move |host: &Host| {
        let set = keys.into_iter().filter(|_| !host.daemon.contains_key("bridge"));
        let network =
            |key| Some((host.daemon_path(&KeyPath::of([key])), host.daemon.get(key)?.as_str()?.parse().ok()?));
        set.filter_map(network).collect::<Vec<_>>()
    };
    group(&cluster.hosts, of_host).into_keys()
}

fn with_each_other(cluster: &Cluster, report: &mut Report) {
    let mut pools = pools(cluster);
    // After sorting, a network precedes all networks that it contains.
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
            Diagnostic::at(RULE.code, next.0, message)
                .label("inside the other pool")
                .also(wide.0.clone(), "the other pool")
                .help("Remove one of the two, or choose another network for it."),
        );
    }
}
