//! The registry mirror from the hosts' point of view.

use std::time::Duration;

use crate::cluster::Cluster;
use crate::host::Host;
use crate::wait;

const LIMIT: Duration = Duration::from_mins(5);

/// The mirror's image. No registry has this name, so every host must have the image.
const IMAGE: &str = "127.0.0.1:1/registry:2.8.3";

/// The table in the inventory.
pub(crate) fn table() -> String {
    let upstream = crate::server::ADDRESS;
    format!("[mirror]\nvia = \"loopback\"\nimage = \"{IMAGE}\"\nupstream = \"http://{upstream}:5000\"\n")
}

/// Imports the mirror's image on a host: Debian's registry with its libraries.
pub(crate) fn load_image(host: &Host) {
    host.sh(&format!(
        "tar -chC / usr/bin/docker-registry lib64/ld-linux-x86-64.so.2 lib/x86_64-linux-gnu/libc.so.6 \
         | docker import --change 'ENTRYPOINT [\"/usr/bin/docker-registry\"]' \
           --change 'CMD [\"serve\", \"/etc/docker/registry/config.yml\"]' - {IMAGE}"
    ));
}

/// Waits until the mirror answers on every live host through the routing mesh. It runs on one of them only.
pub(crate) fn until_it_answers_everywhere(cluster: &Cluster) {
    for host in cluster.live() {
        for address in ["127.0.0.1", host.address()] {
            host.until(&format!("curl --fail --silent --show-error --max-time 10 http://{address}:5000/v2/"), LIMIT);
        }
    }
    let running: Vec<_> = cluster.live().filter(|host| runs_it(host)).map(Host::name).collect();
    assert_eq!(running.len(), 1, "the mirror runs on one host, so the mesh leads there: {running:?}");
}

/// The live host that runs the mirror.
pub(crate) fn its_host(cluster: &Cluster) -> &Host {
    wait::until("the mirror to run", LIMIT, || cluster.live().find(|host| runs_it(host)).ok_or_else(String::new))
}

fn runs_it(host: &Host) -> bool {
    let found = host.try_sh("docker ps --quiet --filter label=com.docker.swarm.service.name=registry_registry-mirror");
    found.is_ok_and(|ids| !ids.is_empty())
}

/// Pulls an image that only the upstream registry has, and runs it. The host can reach that registry only through the
/// mirror.
pub(crate) fn pull_and_run(host: &Host) {
    host.until("docker pull greeter:1", LIMIT);
    assert_eq!(host.sh("docker run --rm --network none greeter:1"), "hello");
}
