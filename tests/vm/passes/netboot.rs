//! Hosts with nothing but an empty disk: everything comes from the network.

use crate::cluster::{Cluster, Wanted, Way};
use crate::{mirror, overlay};

#[test]
fn three_hosts_from_the_network_outlive_one_of_them() {
    let tables = format!("{}{}[firewall]\nmanage = true\n", super::nfs("[]"), mirror::table());
    let wanted = [Way::Network, Way::Network, Way::Network].map(Wanted::by);
    let Some(cluster) = Cluster::boot("three_hosts_from_the_network", &tables, &wanted) else { return };
    cluster.until_converged();
    super::assert_mounted(&cluster, "4.2");
    super::assert_link_decides(&cluster);
    overlay::assert_encrypts(cluster.host(1), cluster.host(2));

    cluster.live().for_each(mirror::load_image);
    mirror::until_it_answers_everywhere(&cluster);
    mirror::pull_and_run(cluster.host(1));
    let fetched = cluster.server().parts_fetched();
    assert_ne!(fetched, 0, "there is no other way to the image");
    cluster.live().for_each(mirror::pull_and_run);
    assert_eq!(cluster.server().parts_fetched(), fetched, "what one host has pulled the others have from the mirror");

    let victim = mirror::its_host(&cluster);
    victim.power_cut();
    mirror::until_it_answers_everywhere(&cluster);

    cluster.rebuild(victim);
    cluster.until_converged();
    mirror::load_image(victim);
    mirror::until_it_answers_everywhere(&cluster);
    mirror::pull_and_run(victim);
    assert_eq!(cluster.server().parts_fetched(), fetched, "the mirror still has it");
}
