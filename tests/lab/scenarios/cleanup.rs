//! The images and containers that cleanup removes, and those that it keeps, on real engines.

use std::thread::sleep;
use std::time::Duration;

use crate::cluster::{Cluster, Inventory};
use crate::host::Host;
use crate::scenarios::stacks::UNMANAGED_IPV6;

const LIMIT: Duration = Duration::from_mins(2);
/// The delay on the hosts, in place of a minute.
const DELAY: Duration = Duration::from_secs(4);
/// After this wait, everything that existed before it is older than the delay. The script compares whole seconds.
const PAST_DELAY: Duration = Duration::from_secs(DELAY.as_secs() + 1);

const INVENTORY: &str = "[cleanup]
delay = \"1m\"
keep_images = [\"*/traefik\", \"base:1\"]
keep_containers = [\"data-*\", \"cleanup_*\"]
";
const AS_A_STACK: &str = "method = \"stack\"\ninterval = \"10m\"\nimage = \"docker:26-cli\"\n";

/// The image of the stack: docker's own command beside a busybox, as in the official one.
const IMPORT_DOCKER: &str = "
    mkdir -p /tmp/docker/bin /tmp/docker/lib64 /tmp/docker/lib/x86_64-linux-gnu && cd /tmp/docker
    cp /usr/bin/busybox /usr/bin/docker bin/ && chroot . /bin/busybox --install /bin
    cp -L /lib64/ld-linux-x86-64.so.2 lib64/ && cp -L /lib/x86_64-linux-gnu/libc.so.6 lib/x86_64-linux-gnu/
    tar -c . | docker import - docker:26-cli >/dev/null";

/// Runs the script on a host, with the method of the inventory. Fails if the script complains.
type Clean = fn(&Host);

fn clean_by_timer(host: &Host) {
    host.sh("systemctl start swarmgen-cleanup.service");
}

fn clean_by_stack(host: &Host) {
    host.sh(&format!("docker exec $({CONTAINER}) /bin/sh /opt/swarmgen/cleanup.sh"));
}

/// Images of a static busybox, each with a different content.
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
    for host in cluster.all() {
        host.sh("systemctl is-active swarmgen-cleanup.timer");
    }
    assert_cleans(&cluster, clean_by_timer);
}

#[test]
#[ignore = "takes a minute and a half"]
fn cleanup_as_a_stack_takes_the_same() {
    let inventory = Inventory::managers(1).workers(1).toml(INVENTORY).toml(AS_A_STACK);
    let Some(cluster) = Cluster::of("cleanup_as_a_stack_takes_the_same", inventory) else { return };
    for host in cluster.all() {
        // A name server that refuses at once: the engines look up the stack's image before they use their own.
        host.write("/etc/resolv.conf", "nameserver 127.0.0.1\n");
        host.write("/etc/systemd/system/docker.service.d/lab.conf", UNMANAGED_IPV6);
    }
    cluster.power_on();
    cluster.until_converged(LIMIT);
    for host in cluster.all() {
        host.try_sh("systemctl cat swarmgen-cleanup.timer").expect_err("the stack takes its place");
        host.sh(IMPORT_DOCKER);
    }
    for host in cluster.all() {
        host.until(&format!("test -n \"$({CONTAINER})\""), LIMIT);
    }
    assert_cleans(&cluster, clean_by_stack);
    // The script also runs when the container starts: the swarm replaces a killed one.
    let host = cluster.host("wk1");
    host.sh(&format!("{IMPORT}\nimport late:1"));
    clean_by_stack(host);
    sleep(PAST_DELAY);
    host.sh(&format!("docker kill $({CONTAINER})"));
    host.until("! docker image inspect late:1", LIMIT);
}

/// The stack's container on a host.
const CONTAINER: &str = "docker ps --quiet --filter label=com.docker.swarm.service.name=cleanup_cleanup";

fn assert_cleans(cluster: &Cluster, clean: Clean) {
    let (manager, worker) = (cluster.host("ds1"), cluster.host("wk1"));
    for host in [manager, worker] {
        host.sh(&format!("sed -i s/DELAY=60/DELAY={}/ /etc/swarmgen/cleanup.env", DELAY.as_secs()));
        host.sh(&format!("{IMPORT}\nimport unused:1 service:1"));
    }
    manager.sh("docker service create --detach --replicas 0 --no-resolve-image --name svc service:1");
    on_a_manager(manager, clean);
    // A worker relies on the manager's list; without the list it removes no image of this kind.
    manager.sh("rm /var/data/.swarmgen/lab/g1/images");
    clean(worker);
    sleep(PAST_DELAY);
    clean(worker);
    assert_eq!(images(worker), ["service:1", "unused:1"]);
    clean(manager);
    clean(worker);
    sleep(PAST_DELAY);
    clean(worker);
    assert_eq!(images(worker), ["service:1"]);
}

fn on_a_manager(host: &Host, clean: Clean) {
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
    sleep(PAST_DELAY);
    host.sh(&format!("{IMPORT}\nimport young:1"));
    // Another program prunes at the same time.
    host.sh("for _ in 1 2 3 4 5 6; do docker image prune --force --filter until=240h; done >/dev/null 2>&1 &");
    clean(host);
    let left = ["base:1", "busy:1", "data:1", "kept/traefik:2", "service:1", "stopped:1", "young:1"];
    assert_eq!(images(host), left, "{}", host.sh("journalctl --no-pager -u swarmgen-cleanup"));
    assert_eq!(host.sh("docker ps --all --format '{{.Names}}' | grep -v ^cleanup_ | sort"), "busy\ndata-home");
    assert_eq!(host.sh("docker volume ls --quiet"), "precious");
    sleep(PAST_DELAY);
    clean(host);
    assert_eq!(images(host), ["base:1", "busy:1", "data:1", "kept/traefik:2", "service:1"]);
}

fn images(host: &Host) -> Vec<String> {
    host.sh("docker image ls --format '{{.Repository}}:{{.Tag}}' | grep -v ^docker: | sort")
        .lines()
        .map(str::to_owned)
        .collect()
}
