//! Stacks in the inventory: deployed, updated and removed without a login.

use std::time::Duration;

use indoc::formatdoc;

use crate::cluster::{Cluster, Inventory};
use crate::wait;

const LIMIT: Duration = Duration::from_mins(2);

/// In a lab host, /proc/sys is read-only, so the engine cannot disable IPv6 for an overlay network without it.
pub(crate) const UNMANAGED_IPV6: &str = "[Service]\nEnvironment=DOCKER_ALLOW_IPV6_ON_IPV4_INTERFACE=1\n";

/// The engine asks a registry even for a local image. This address refuses at once; the engine would wait for a real
/// one.
const IMAGE: &str = "127.0.0.1:1/busybox:1";

/// A stack of one service that runs on every host and prints `word`, and a stack that cannot be deployed.
fn inventory(revision: u32, word: &str, remove: bool) -> Inventory {
    let compose = formatdoc! {r#"
        version: "3.7"
        services:
          talker:
            image: {IMAGE}
            command: [/busybox, sleep, "86400"]
            environment: {{ WORD: {word} }}
            volumes: [/var/data/talker/said:/said]
            deploy: {{ mode: global }}
    "#};
    let broken = formatdoc! {"
        services:
          lost:
            image: {IMAGE}
            networks: [lost]
        networks:
          lost: {{ external: true }}
    "};
    let table = format!("compose = \"talker.yml\"\nremove = {remove}\n");
    Inventory::managers(3)
        .revision(revision)
        .file("talker.yml", &compose)
        .file("broken.yml", &broken)
        .toml(&format!("[stacks.talker]\n{table}[stacks.broken]\ncompose = \"broken.yml\"\n"))
}

#[test]
fn the_leader_deploys_updates_and_removes_the_stacks_of_the_inventory() {
    let scenario = "the_leader_deploys_updates_and_removes_the_stacks_of_the_inventory";
    let Some(cluster) = Cluster::of(scenario, inventory(1, "first", false)) else { return };
    for host in cluster.all() {
        host.write("/etc/systemd/system/docker.service.d/lab.conf", UNMANAGED_IPV6);
    }
    cluster.power_on();
    cluster.until_formed(LIMIT);
    for host in cluster.all() {
        host.sh(&format!("tar -cC /usr/bin busybox | docker import - {IMAGE} >/dev/null"));
    }
    until_talkers_say(&cluster, "first");
    until_the_broken_one_is_told_of(&cluster);

    cluster.bring(&inventory(2, "second", false));
    until_talkers_say(&cluster, "second");

    cluster.bring(&inventory(3, "second", true));
    wait::until("the stack to be gone", LIMIT, || match &*cluster.host("ds2").try_sh("docker service ls --quiet")? {
        "" => Ok(()),
        left => Err(left.to_owned()),
    });
    cluster.assert_sound();
}

/// Waits until every host runs the talker, and all of them print the word.
fn until_talkers_say(cluster: &Cluster, word: &str) {
    wait::until(&format!("every host to say {word}"), LIMIT, || {
        for host in cluster.all() {
            let said = host.try_sh(
                "docker ps --quiet --filter label=com.docker.swarm.service.name=talker_talker \
                 | xargs -r docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' | grep ^WORD= || true",
            )?;
            if said != format!("WORD={word}") {
                let tasks = cluster.host("ds1").try_sh("docker service ps --no-trunc talker_talker");
                return Err(format!("{}: {said}\n{tasks:?}", host.name()));
            }
        }
        Ok(())
    });
}

fn until_the_broken_one_is_told_of(cluster: &Cluster) {
    wait::until("the leader to tell of the broken stack", LIMIT, || {
        let errors: Vec<_> = ["ds1", "ds2", "ds3"].iter().filter_map(|host| cluster.status(host, "error")).collect();
        if errors.iter().any(|error| error.contains("stack broken")) { Ok(()) } else { Err(format!("{errors:?}")) }
    });
}
