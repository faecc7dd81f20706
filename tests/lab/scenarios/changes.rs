//! Stacks that change: an edited config, a secret by reference, a network of the inventory, and a registry with an account.

use std::time::Duration;

use indoc::formatdoc;

use super::stacks::UNMANAGED_IPV6;
use crate::cluster::{Cluster, Inventory};
use crate::wait;

const LIMIT: Duration = Duration::from_mins(2);

/// A registry that refuses at once; the engine has the image.
const IMAGE: &str = "127.0.0.1:1/busybox:1";

/// A service on every host, with a config of this content, a secret, a secret variable and the network `front`.
fn inventory(revision: u32, content: &str) -> Inventory {
    let compose = formatdoc! {r#"
        version: "3.3"
        services:
          web:
            image: {IMAGE}
            command: [/busybox, sleep, "86400"]
            environment: {{ WORD: "${{WORD}}", PRIVATE: "${{DB_PASSWORD}}" }}
            configs: [site]
            secrets: [key]
            networks: [front]
            deploy: {{ mode: global }}
        configs:
          site: {{ file: ./site.conf }}
        networks:
          front: {{ external: true }}
    "#};
    Inventory::managers(3)
        .revision(revision)
        .file("web.yml", &compose)
        .file("site.conf", content)
        .file("key", "hunter2")
        .toml(
            "[stacks.web]\ncompose = \"web.yml\"\nfiles = [\"site.conf\"]\nsecrets.key = { file = \"key\" }\n\
         variables = { WORD = \"a$b\", DB_PASSWORD = \"hunter \\\"3\\\" $x\" }\n\
         [networks.front]\nattachable = true\nencrypted = true\nsubnet = \"10.30.0.0/24\"\nmtu = 1400\n",
        )
}

#[test]
#[ignore = "takes two minutes"]
fn an_edited_config_is_deployed_and_the_old_one_goes() {
    let scenario = "an_edited_config_is_deployed_and_the_old_one_goes";
    let Some(cluster) = Cluster::of(scenario, inventory(1, "first")) else { return };
    for host in cluster.all() {
        host.write("/etc/systemd/system/docker.service.d/lab.conf", UNMANAGED_IPV6);
    }
    cluster.power_on();
    cluster.until_formed(LIMIT);
    for host in cluster.all() {
        host.sh(&format!("tar -cC /usr/bin busybox | docker import - {IMAGE} >/dev/null"));
    }
    let seen = |content: &str| format!("{content}|hunter2|a$b|hunter \"3\" $x");
    until_services_see(&cluster, &seen("first"));
    let leader = cluster.host("ds1");
    let network = leader.sh("docker network inspect front --format '{{.Attachable}} {{range .IPAM.Config}}{{.Subnet}}{{end}} {{json .Options}}'");
    for part in ["true 10.30.0.0/24", "\"encrypted\":\"\"", "\"com.docker.network.driver.mtu\":\"1400\""] {
        assert!(network.contains(part), "{network}");
    }
    let first = leader.sh("docker config ls --format '{{.Name}}'");
    assert!(first.starts_with("web_site_"), "{first}");

    cluster.bring(&inventory(2, "second"));
    until_services_see(&cluster, &seen("second"));
    wait::until("the old config to be gone", Duration::from_mins(5), || {
        let configs = leader.try_sh("docker config ls --format '{{.Name}}'")?;
        if configs.lines().count() == 1 && configs != first { Ok(()) } else { Err(configs) }
    });
    assert_eq!(leader.sh("docker secret ls -q | wc -l"), "1");
    let found = leader.sh("grep -rl hunter /var/data/.swarmgen || true");
    assert_eq!(found, "", "a secret is on the share");
    cluster.assert_sound();
}

/// Waits until the service of every host sees these: its config, its secret and both variables.
fn until_services_see(cluster: &Cluster, expected: &str) {
    let script = "id=$(docker ps --quiet --filter label=com.docker.swarm.service.name=web_web | head -n 1)
        [ -n \"$id\" ] && docker exec \"$id\" /busybox sh -c \
        '/busybox printf \"%s|%s|%s|%s\" \"$(/busybox cat /site)\" \"$(/busybox cat /run/secrets/key)\" \"$WORD\" \"$PRIVATE\"'";
    wait::until(&format!("every service to see {expected}"), LIMIT, || {
        for host in cluster.all() {
            let seen = host.try_sh(script);
            if seen.as_deref() != Ok(expected) {
                let errors: Vec<_> =
                    ["ds1", "ds2", "ds3"].iter().filter_map(|host| cluster.status(host, "error")).collect();
                return Err(format!("{}: {seen:?} {errors:?}", host.name()));
            }
        }
        Ok(())
    });
}

/// The registry of every host, which serves images on the share to one account.
const REGISTRY: &str = "version: 0.1\nstorage: { filesystem: { rootdirectory: /var/data/images } }\nhttp: { addr: '127.0.0.1:5000' }\n\
    auth: { htpasswd: { realm: lab, path: /root/htpasswd } }\n";
/// bcrypt of `hunter2`.
const HTPASSWD: &str = "ci:$2y$05$abcdefghijklmnopqrstuuoXuKqgZXLiJqzfmMXDDhSFPIvxV7t8.\n";

#[test]
#[ignore = "takes a minute"]
fn every_host_pulls_with_the_account_of_the_inventory() {
    let scenario = "every_host_pulls_with_the_account_of_the_inventory";
    let compose = "services:\n  app:\n    image: 127.0.0.1:5000/app:1\n    command: [/busybox, sleep, '86400']\n    deploy: { mode: global }\n";
    let account = "[registries.\"127.0.0.1:5000\"]\nusername = \"ci\"\npassword = { file = \"pw\" }\n[stacks.app]\ncompose = \"app.yml\"\n";
    let inventory = Inventory::managers(2).workers(1).file("app.yml", compose).file("pw", "hunter2").toml(account);
    let Some(cluster) = Cluster::of(scenario, inventory) else { return };
    for host in cluster.all() {
        host.write("/etc/systemd/system/docker.service.d/lab.conf", UNMANAGED_IPV6);
    }
    cluster.power_on();
    cluster.until_formed(LIMIT);
    for host in cluster.all() {
        host.write("/root/registry.yml", REGISTRY);
        host.write("/root/htpasswd", HTPASSWD);
        host.sh("systemd-run --unit=images docker-registry serve /root/registry.yml");
    }
    let first = cluster.host("ds1");
    first.sh("tar -cC /usr/bin busybox | docker import - 127.0.0.1:5000/app:1 >/dev/null");
    first.until("DOCKER_CONFIG=/tmp/login docker login -u ci -p hunter2 127.0.0.1:5000", LIMIT);
    first.sh("DOCKER_CONFIG=/tmp/login docker push 127.0.0.1:5000/app:1");
    assert!(
        first.try_sh("DOCKER_CONFIG=/tmp/none docker pull 127.0.0.1:5000/app:1").is_err(),
        "the registry asks for an account"
    );
    for host in cluster.all() {
        host.until("docker ps --quiet --filter label=com.docker.swarm.service.name=app_app | grep -q .", LIMIT);
    }
    cluster.assert_sound();
}
