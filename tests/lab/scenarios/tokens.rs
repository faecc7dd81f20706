//! Credentials that change while the cluster lives.

use std::fs;
use std::time::Duration;

use crate::cluster::{Cluster, Inventory};
use crate::wait;

const LIMIT: Duration = Duration::from_mins(2);

#[test]
#[ignore = "takes a minute"]
fn a_host_joins_after_the_token_and_the_root_certificate_have_changed() {
    let scenario = "a_host_joins_after_the_token_and_the_root_certificate_have_changed";
    let Some(cluster) = Cluster::of(scenario, Inventory::managers(3).workers(2)) else { return };
    for name in ["ds1", "ds2", "ds3"] {
        cluster.host(name).power_on();
    }
    cluster.until_formed(LIMIT);

    cluster.host("ds2").sh("docker swarm join-token --rotate --quiet worker");
    until_published_token_is_current(&cluster);
    cluster.host("wk1").power_on();
    cluster.until_formed(LIMIT);

    cluster.host("ds2").sh("docker swarm ca --rotate --quiet >/dev/null");
    until_published_token_is_current(&cluster);
    cluster.host("wk2").power_on();
    cluster.until_converged(LIMIT);
}

fn until_published_token_is_current(cluster: &Cluster) {
    wait::until("the current token to be published", LIMIT, || {
        let token = cluster.host("ds1").try_sh("docker swarm join-token --quiet worker")?;
        let exchange =
            fs::read_to_string(cluster.exchange_folder().join("exchange")).map_err(|error| error.to_string())?;
        if exchange.contains(&format!("\ntoken={token}\n")) { Ok(()) } else { Err(exchange) }
    });
}
