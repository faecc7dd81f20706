//! The passes, one file for each way to boot.

mod first_boots;
mod netboot;
mod networks;

use crate::cluster::Cluster;
use crate::server;

/// The share's table, with these mount options as TOML.
fn nfs(options: &str) -> String {
    let server = server::ADDRESS;
    format!("[storage]\ntype = \"nfs\"\nsource = \"{server}:/srv/share\"\noptions = {options}\n")
}

/// Every host has mounted the share with this version of the protocol.
fn assert_mounted(cluster: &Cluster, version: &str) {
    for host in cluster.live() {
        let options = host.sh("findmnt --noheadings --output OPTIONS /var/data");
        assert!(options.split(',').any(|option| option == format!("vers={version}")), "{}: {options}", host.name());
    }
}

/// All hosts link files of their own to the same fifty names at the same moment. Each name has one winner, which knows
/// from the link count that it has won.
fn assert_link_decides(cluster: &Cluster) {
    let race = "cd /var/data && mkdir -p race && cd race && echo $HOSTNAME >$HOSTNAME.own
        until [ -e go ]; do sleep 0.1; done
        for n in $(seq 50); do
            cp $HOSTNAME.own $HOSTNAME.$n && ln -T $HOSTNAME.$n final.$n 2>/dev/null
            [ $(stat -c %h $HOSTNAME.$n) = 2 ] && echo $n
        done >$HOSTNAME.won; mv $HOSTNAME.won $HOSTNAME.done";
    for host in cluster.live() {
        host.sh(&format!("systemd-run --quiet --setenv=HOSTNAME={} sh -c '{race}'", host.name()));
    }
    let first = cluster.host(1);
    first.sh("sleep 3; touch /var/data/race/go");
    for host in cluster.live() {
        host.until(&format!("cat /var/data/race/{}.done", host.name()), std::time::Duration::from_mins(3));
    }
    assert_eq!(
        first.sh("cat /var/data/race/*.done | sort | uniq -c | awk '$1 == 1' | wc -l"),
        "50",
        "winners of each name"
    );
    assert_eq!(first.sh("cat /var/data/race/*.done | wc -l"), "50", "winners in all");
}
