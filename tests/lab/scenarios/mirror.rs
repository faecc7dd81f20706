//! The registry mirror behind Traefik, both deployed by the leader: real registries, a real Traefik, and an upstream
//! registry in the lab that counts its requests.

use std::time::{Duration, Instant};

use crate::cluster::{Cluster, Inventory};
use crate::host::Host;
use crate::lab::Lab;
use crate::rootfs;
use crate::scenarios::bare::bare_host;
use crate::scenarios::stacks::UNMANAGED_IPV6;
use crate::skip;
use crate::wait;

const LIMIT: Duration = Duration::from_mins(2);
/// The time limit for the pull of a missing image.
const PATIENCE: Duration = Duration::from_secs(20);

/// The address of the upstream registry.
const HUB: &str = "192.168.31.99";

/// The mirror's name, with the address of every manager, since any may run Traefik.
const NAMES: &str = "192.168.31.11 mirror.example.com
192.168.31.12 mirror.example.com
192.168.31.13 mirror.example.com
";

/// A certificate authority, with certificates for the upstream registry and the mirror.
const CERTIFY: &str = r#"
    mkdir -p /shelf/tls && cd /shelf/tls
    key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
    key ca && openssl req -x509 -new -key ca.key -subj /CN=lab -days 90 -out ca.crt
    certify() {
        key "$1" && openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
        printf 'subjectAltName=%s\n' "$2" >"$1.ext"
        openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 90 -extfile "$1.ext" -out "$1.crt"
    }
    certify hub DNS:registry-1.docker.io,IP:192.168.31.99
    certify mirror DNS:mirror.example.com && cat ca.crt"#;

/// Builds images of the stacks' programs, for every host to import: this lab cannot reach the real ones. The registry's
/// image starts like the official one: the configuration file alone is enough.
const BUILD: &str = r#"
    mkdir -p /tmp/registry/bin /tmp/registry/lib64 /tmp/registry/lib/x86_64-linux-gnu /tmp/registry/etc/ssl/certs && cd /tmp/registry
    cp /usr/bin/busybox bin/ && ln -s busybox bin/sh && ln -s busybox bin/cat && cp /usr/bin/docker-registry bin/registry
    cp -L /lib64/ld-linux-x86-64.so.2 lib64/ && cp -L /lib/x86_64-linux-gnu/libc.so.6 lib/x86_64-linux-gnu/
    cp /shelf/tls/ca.crt etc/ssl/certs/ca-certificates.crt
    printf '%s\n' '#!/bin/sh' 'case $1 in *.yml) set -- registry serve "$1" ;; esac' 'exec "$@"' >entrypoint.sh && chmod 0755 entrypoint.sh
    tar -cf /shelf/registry.tar .
    mkdir -p /tmp/traefik/usr/local/bin && mv /shelf/traefik /tmp/traefik/usr/local/bin/ && tar -cf /shelf/traefik.tar -C /tmp/traefik ."#;

const IMPORT: &str = r#"
    docker import --change 'ENTRYPOINT ["/entrypoint.sh"]' --change 'CMD ["/etc/docker/registry/config.yml"]' /shelf/registry.tar registry:2.8.3
    docker import --change 'ENTRYPOINT ["/usr/local/bin/traefik"]' /shelf/traefik.tar traefik:v3.7.15"#;

fn inventory() -> Inventory {
    Inventory::managers(3).file("mirror.username", "account\n").file("mirror.password", "secret of the mirror\n").toml(
        "[mirror]\nfqdn = \"mirror.example.com\"\nimage = \"registry:2.8.3\"\nupstream = \"https://192.168.31.99\"\n\
             username = { file = \"mirror.username\" }\npassword = { file = \"mirror.password\" }\n\
             [traefik]\nimage = \"traefik:v3.7.15\"\n",
    )
}

#[test]
#[ignore = "takes two minutes"]
fn the_mirror_serves_every_host_and_outlives_its_own() {
    let Some(traefik) = skip::unless_missing("Traefik", rootfs::traefik()) else { return };
    let Some(lab) = Lab::start("the_mirror_serves_every_host_and_outlives_its_own") else { return };
    lab.keeper().run("cp", &[&traefik.to_string_lossy(), &lab.shelf().join("traefik").to_string_lossy()]);
    let hub = bare_host(&lab, 89, "hub");
    hub.power_on();
    let authority = hub.until(CERTIFY, LIMIT);
    let cluster = Cluster::in_lab(&lab, inventory());
    for host in cluster.all() {
        host.write("/etc/systemd/system/docker.service.d/lab.conf", UNMANAGED_IPV6);
        host.write("/etc/ssl/certs/ca-certificates.crt", &authority);
        // All names are in /etc/hosts. This refuses other queries at once.
        host.write("/etc/resolv.conf", "nameserver 127.0.0.1\n");
    }
    cluster.power_on();
    serve_upstream(&hub);
    cluster.until_formed(LIMIT);
    assert_nobody_waits_for_the_mirror(&cluster);
    for host in cluster.all() {
        host.sh(IMPORT);
    }
    until_certified(&cluster);
    assert_the_account_is_a_secret(&cluster);

    assert_fetched_once(&cluster, &hub);
    let cut = host_of(cluster.host("ds1"), "registry_registry-mirror").expect("the mirror runs somewhere");
    assert_pulls_go_on_without(&cluster, &cut);

    // The mirror serves its images even if the upstream is off.
    hub.sh("systemctl stop upstream");
    let host = cluster.all().iter().rfind(|host| host.name() != cut).expect("two are left");
    host.sh("docker rmi first:1 && docker pull first:1");
}

/// The first pull goes to the upstream registry, the others do not.
fn assert_fetched_once(cluster: &Cluster, hub: &Host) {
    assert_eq!(fetched(hub, "first"), 0);
    let mut counts = Vec::new();
    for host in cluster.all() {
        host.sh("docker pull first:1");
        counts.push(fetched(hub, "first"));
    }
    assert!(counts[0] > 0 && counts.iter().all(|count| *count == counts[0]), "{counts:?}: {}", handed_out(hub));
    assert_eq!(fetched_by_engines(hub, "first"), 0, "the mirror alone asks: {}", handed_out(hub));
}

/// The mirror's host loses its network. The stack moves, and pulls still work.
fn assert_pulls_go_on_without(cluster: &Cluster, cut: &str) {
    cluster.host(cut).connect(false);
    let left: Vec<_> = cluster.all().iter().filter(|host| host.name() != cut).collect();
    let moved = wait::until("the mirror to move", LIMIT, || {
        host_of(left[0], "registry_registry-mirror").filter(|name| name != cut).ok_or_else(|| cut.to_owned())
    });
    println!("the mirror moved from {cut} to {moved}");
    for host in left {
        // An engine would find another address too, but only three seconds later for each connection.
        host.sh(&format!("sed -i '/{} mirror/d' /etc/hosts", cluster.host(cut).address()));
        host.until("docker pull second:1", LIMIT);
    }
}

/// The registry that stands in for Docker Hub, with the images for later pulls.
fn serve_upstream(hub: &Host) {
    hub.until("docker version", LIMIT);
    hub.sh(BUILD);
    hub.write(
        "/root/registry.yml",
        "version: 0.1\nstorage: { filesystem: { rootdirectory: /root/registry } }\n\
         http: { addr: ':443', tls: { certificate: /shelf/tls/hub.crt, key: /shelf/tls/hub.key } }\n",
    );
    hub.sh("systemd-run --unit=upstream docker-registry serve /root/registry.yml");
    hub.sh("mkdir -p /etc/docker/certs.d/192.168.31.99 && cp /shelf/tls/ca.crt /etc/docker/certs.d/192.168.31.99/");
    for name in ["early", "first", "second"] {
        hub.sh(&format!(
            "mkdir -p /tmp/{name}/bin && cp /usr/bin/busybox /tmp/{name}/bin/ && echo {name} >/tmp/{name}/name
            tar -cC /tmp/{name} . | docker import - 192.168.31.99/library/{name}:1"
        ));
        hub.until(&format!("docker push 192.168.31.99/library/{name}:1"), LIMIT);
    }
}

/// The engines are up without their mirror, and pull from the Hub meanwhile.
fn assert_nobody_waits_for_the_mirror(cluster: &Cluster) {
    for host in cluster.all() {
        assert!(host.sh("docker info").contains("https://mirror.example.com/"));
        host.sh(&format!("printf %s '{NAMES}' >>/etc/hosts; echo {HUB} registry-1.docker.io >>/etc/hosts"));
    }
    for host in cluster.all() {
        // The engine reads that file at most every five seconds.
        let took = wait::until("the engine to pull past its mirror", LIMIT, || {
            let start = Instant::now();
            host.try_sh("docker pull early:1").map(|_| start.elapsed())
        });
        println!("{}: pulled past the mirror in {:.1} s", host.name(), took.as_secs_f32());
        assert!(took < PATIENCE, "a mirror that is not there is not waited for");
        host.sh("sed -i /registry-1.docker.io/d /etc/hosts");
    }
}

/// Waits until Traefik serves the mirror. Then gives it a certificate, since it cannot reach its certificate authority.
fn until_certified(cluster: &Cluster) {
    let ds1 = cluster.host("ds1");
    ds1.until("test -e /var/data/traefik/acme.json", LIMIT);
    assert_eq!(ds1.sh("stat -c '%a %u' /var/data/traefik/acme.json"), "600 0", "Traefik made it, for itself alone");
    ds1.sh(
        r#"jq -n --arg crt "$(base64 -w 0 /shelf/tls/mirror.crt)" --arg key "$(base64 -w 0 /shelf/tls/mirror.key)" '
            { letsencrypt: { Certificates: [{ domain: { main: "mirror.example.com" }, certificate: $crt, key: $key, Store: "default" }] } }
            ' >/var/data/traefik/acme.json
        docker service update --detach --force --no-resolve-image traefik_traefik"#,
    );
    ds1.until("curl --silent --fail https://mirror.example.com/v2/", LIMIT);
}

/// The registry gets the account from the swarm, and the share does not contain it.
fn assert_the_account_is_a_secret(cluster: &Cluster) {
    let host = host_of(cluster.host("ds1"), "registry_registry-mirror").expect("it answers");
    let container = "docker ps --quiet --filter label=com.docker.swarm.service.name=registry_registry-mirror";
    let environment =
        format!("docker exec $({container}) cat /proc/1/environ | tr '\\0' '\\n' | grep ^REGISTRY_PROXY | sort");
    assert_eq!(
        cluster.host(&host).sh(&environment),
        "REGISTRY_PROXY_PASSWORD=secret of the mirror\nREGISTRY_PROXY_USERNAME=account"
    );
    cluster.host(&host).try_sh("grep -r 'secret of the mirror' /var/data").expect_err("the share is not for secrets");
}

/// The requests that the upstream registry answered: every part of an image, with the client program.
fn handed_out(hub: &Host) -> String {
    hub.sh("journalctl --unit upstream --output cat --no-pager | grep '\"GET /v2/library/' | cut -d ' ' -f 1,7,12- || true")
}

/// The number of parts of an image that it served: its manifest, its configuration and its layers.
fn fetched(hub: &Host, name: &str) -> usize {
    handed_out(hub).lines().filter(|line| line.contains(&format!("/library/{name}/"))).count()
}

/// The number of parts that went to an engine instead of the mirror.
fn fetched_by_engines(hub: &Host, name: &str) -> usize {
    handed_out(hub)
        .lines()
        .filter(|line| line.contains(&format!("/library/{name}/")) && line.contains("docker/"))
        .count()
}

/// The host that runs the task of a service, according to `manager`.
fn host_of(manager: &Host, service: &str) -> Option<String> {
    let ps = format!(
        "docker service ps --filter desired-state=running --format '{{{{.Node}}}} {{{{.CurrentState}}}}' {service}"
    );
    let running = manager.try_sh(&ps).ok()?;
    let line = running.lines().find(|line| line.contains(" Running "))?;
    line.split('.').next().map(str::to_owned)
}
