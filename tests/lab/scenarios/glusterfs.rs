//! A real replicated volume as the share: three separate servers, mounted by the rendered unit.

use std::rc::Rc;
use std::time::{Duration, UNIX_EPOCH};

use crate::cluster::{Cluster, Inventory};
use crate::host::Host;
use crate::lab::Lab;
use crate::scenarios::bare::bare_host;

const LIMIT: Duration = Duration::from_mins(4);
/// The number of rounds in which all hosts compete for one name.
const ROUNDS: u32 = 200;
/// The pause between two rounds.
const PACE_MILLISECONDS: u32 = 50;

#[test]
#[ignore = "takes six hosts"]
fn three_managers_share_a_replicated_volume() {
    let Some(lab) = Lab::start("three_managers_share_a_replicated_volume") else { return };
    let servers = serve_volume(&lab);
    let source = format!("{}:/swarm", servers[0].address());
    let cluster = Cluster::in_lab(&lab, Inventory::managers(3).glusterfs(&source));
    cluster.power_on();
    cluster.until_converged(LIMIT);
    for host in cluster.live() {
        assert_eq!(
            host.sh("findmnt --noheadings --output FSTYPE,SOURCE /var/data"),
            format!("fuse.glusterfs {source}")
        );
    }
    assert_link_has_one_winner(&cluster);
    servers[2].power_cut();
    cluster.rebuild("ds1");
    cluster.until_converged(LIMIT);
    assert_mounted_again_after_its_client_died(cluster.host("ds2"));
    cluster.until_converged(LIMIT);
}

/// After the client's death, the mount answers nothing, but is still in the mount table.
fn assert_mounted_again_after_its_client_died(host: &Host) {
    let started = "systemctl show --value --property=ActiveEnterTimestampMonotonic docker.service";
    let before = host.sh(started);
    host.sh("pkill -KILL --full '^/usr/sbin/glusterfs .* /var/data$' && ! ls /var/data");
    host.until("ls /var/data/.swarmgen", LIMIT);
    assert_eq!(host.sh(started), before, "the engine had to start again");
}

/// Root's user on the share, which squashes root.
const NOBODY: &str = "65534";

#[test]
#[ignore = "takes six hosts"]
fn root_is_nobody_on_the_share() {
    let Some(lab) = Lab::start("root_is_nobody_on_the_share") else { return };
    let servers = serve_volume(&lab);
    for option in ["storage.owner-uid 65534", "storage.owner-gid 65534", "server.root-squash on"] {
        servers[0].sh(&format!("gluster --mode=script volume set swarm {option}"));
    }
    let cluster = Cluster::in_lab(&lab, Inventory::managers(3).glusterfs(&format!("{}:/swarm", servers[0].address())));
    cluster.power_on();
    cluster.until_converged(LIMIT);
    let owners = cluster.host("ds1").sh("find /var/data/.swarmgen -printf '%U\\n' | sort -u");
    assert_eq!(owners, NOBODY, "root was not squashed");
    cluster.rebuild("ds1");
    cluster.until_converged(LIMIT);
}

/// Volume `swarm`, replicated over three servers without another task.
pub(super) fn serve_volume(lab: &Rc<Lab>) -> Vec<Host> {
    let servers: Vec<_> = (91..=93).map(|number| bare_host(lab, number, &format!("gl{number}"))).collect();
    servers.iter().for_each(Host::power_on);
    for server in &servers {
        server.until("cloud-init status --wait && systemctl start glusterd && gluster pool list", LIMIT);
        // Not on the root: its overlay and a brick use the same extended attributes.
        server.sh("mkdir -p /var/lib/docker/brick");
    }
    let bricks: Vec<_> = servers.iter().map(|server| format!("{}:/var/lib/docker/brick", server.address())).collect();
    for server in &servers[1..] {
        servers[0].until(&format!("gluster --mode=script peer probe {}", server.address()), LIMIT);
    }
    servers[0].until("test $(gluster pool list | grep -c Connected) = 3", LIMIT);
    servers[0].until(&format!("gluster --mode=script volume create swarm replica 3 {} force", bricks.join(" ")), LIMIT);
    servers[0].until("gluster --mode=script volume start swarm", LIMIT);
    servers
}

/// All hosts link the same name at the same moment, many times: each time one of them succeeds, and all read its text.
fn assert_link_has_one_winner(cluster: &Cluster) {
    let start = UNIX_EPOCH.elapsed().expect("the clock is right") + Duration::from_secs(5);
    for host in cluster.live() {
        host.sh(&contend_script(host.name(), start.as_millis()));
    }
    let mut wins = Vec::new();
    for host in cluster.live() {
        let done = host.until("cat /run/contest.done", LIMIT);
        wins.extend(
            host.sh("cat /run/contest.won").lines().map(|round| round.parse::<u32>().expect("a round is a number")),
        );
        println!(
            "{}: {} wins of {ROUNDS}; median and longest link in microseconds: {done}",
            host.name(),
            host.sh("wc -l </run/contest.won")
        );
    }
    wins.sort_unstable();
    assert_eq!(wins, (1..=ROUNDS).collect::<Vec<_>>(), "each round has one winner");
}

/// The hosts share the machine's clock, so they can start at the same moment.
fn contend_script(name: &str, start: u128) -> String {
    format!(
        "mkdir -p /var/data/contest; : >/run/contest.won; : >/run/contest.took
        setsid sh -c '
            for round in $(seq 1 {ROUNDS}); do
                echo {name} >/var/data/contest/.{name}.$round
                at=$(( $0 + round * {PACE_MILLISECONDS} ))
                while [ $(( $(date +%s%N) / 1000000 )) -lt $at ]; do :; done
                before=$(date +%s%N)
                ! ln -T /var/data/contest/.{name}.$round /var/data/contest/$round 2>/dev/null || echo $round >>/run/contest.won
                echo $(( ($(date +%s%N) - before) / 1000 )) >>/run/contest.took
            done
            sort -n /run/contest.took | sed -n \"$(( {ROUNDS} / 2 ))p;\\$p\" | tr \"\\n\" \" \" >/run/contest.done
        ' {start} >/dev/null 2>&1 &"
    )
}
