//! Images and containers that go, and those that stay, on real engines.

use std::thread::sleep;
use std::time::Duration;

use crate::cluster::{Cluster, Inventory};
use crate::host::Host;

const LIMIT: Duration = Duration::from_mins(2);
/// The delay that the hosts are given in the place of a minute.
const DELAY: Duration = Duration::from_secs(4);

const INVENTORY: &str =
    "[cleanup]\ndelay = \"1m\"\nkeep_images = [\"*/traefik\", \"base:1\"]\nkeep_containers = [\"data-*\"]\n";

/// Images of a static busybox, each of another content.
const IMPORT: &str = "
    mkdir -p /tmp/image/bin && cp /usr/bin/busybox /tmp/image/bin/ && cd /tmp/image
    import() {
        for name do
            echo \"$name\" >name
            tar -c . | docker import --change 'ENTRYPOINT [\"/bin/busybox\"]' - \"$name\" >/dev/null
        done
    }";

#[test]
fn cleanup_takes_what_nothing_needs() {
    let inventory = Inventory::managers(1).workers(1).toml(INVENTORY);
    let Some(cluster) = Cluster::boot("cleanup_takes_what_nothing_needs", inventory) else { return };
    cluster.until_converged(LIMIT);
    let (manager, worker) = (cluster.host("ds1"), cluster.host("wk1"));
    for host in [manager, worker] {
        host.sh("systemctl is-active swarmgen-cleanup.timer");
        host.sh(&format!("sed -i s/DELAY=60/DELAY={}/ /etc/swarmgen/cleanup.env", DELAY.as_secs()));
        host.sh(&format!("{IMPORT}\nimport unused:1 service:1"));
    }
    manager.sh("docker service create --detach --replicas 0 --no-resolve-image --name svc service:1");
    on_a_manager(manager);
    // What it wrote down is what the worker goes by; without it no image goes there.
    manager.sh("rm /var/data/.swarmgen/lab/g1/images");
    clean(worker);
    sleep(DELAY);
    clean(worker);
    assert_eq!(images(worker), ["service:1", "unused:1"]);
    clean(manager);
    clean(worker);
    sleep(DELAY);
    clean(worker);
    assert_eq!(images(worker), ["service:1"]);
}

fn on_a_manager(host: &Host) {
    host.sh(&format!(
        "{IMPORT}
        import kept/traefik:2 base:1 base:2 busy:1 stopped:1 data:1 two:1
        docker tag two:1 three:1
        docker run --network none --detach --name busy busy:1 sleep 1000
        docker run --network none --volume precious:/v stopped:1 true
        docker run --network none --name data-home data:1 true"
    ));
    clean(host);
    assert_eq!(images(host).len(), 10, "nothing has been unused for long");
    sleep(DELAY);
    host.sh(&format!("{IMPORT}\nimport young:1"));
    // Somebody else prunes meanwhile.
    host.sh("for _ in 1 2 3 4 5 6; do docker image prune --force --filter until=240h; done >/dev/null 2>&1 & systemctl start swarmgen-cleanup.service; wait");
    let left = ["base:1", "busy:1", "data:1", "kept/traefik:2", "service:1", "stopped:1", "young:1"];
    assert_eq!(images(host), left, "{}", host.sh("journalctl --no-pager -u swarmgen-cleanup"));
    assert_eq!(host.sh("docker ps --all --format '{{.Names}}' | sort"), "busy\ndata-home");
    assert_eq!(host.sh("docker volume ls --quiet"), "precious");
    sleep(DELAY);
    clean(host);
    assert_eq!(images(host), ["base:1", "busy:1", "data:1", "kept/traefik:2", "service:1"]);
}

/// As the timer does it; a run that has something to complain of fails.
fn clean(host: &Host) {
    host.sh("systemctl start swarmgen-cleanup.service");
}

fn images(host: &Host) -> Vec<String> {
    host.sh("docker image ls --format '{{.Repository}}:{{.Tag}}' | sort").lines().map(str::to_owned).collect()
}
