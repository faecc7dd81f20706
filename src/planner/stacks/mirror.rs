//! The registry mirror: Docker's own registry as a pull-through cache, its data on the share.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    SECRETS, Stacks,
    compose::{Compose, Deploy, External, Port, SecretFile, SecretUse, Service},
};
use crate::{
    formats::yaml,
    model::cluster::{Cluster, Mirror},
    values::{digest::Sha256Digest, image::major, names::MirrorVia},
};

/// The folder on the share and the name of the stack.
pub(super) const NAME: &str = "registry";
const SERVICE: &str = "registry-mirror";
/// The port that the registry listens on inside its container.
const PORT: u16 = 5000;
const USERNAME: &str = "registry-mirror-username";
const PASSWORD: &str = "registry-mirror-password";

pub(super) fn add(stacks: &mut Stacks, cluster: &Cluster, mirror: &Mirror) {
    let config = Config::new(mirror).text();
    stacks.add_compose(NAME, compose(cluster, mirror, &config).text());
    stacks.add(format!("{NAME}/swarmgen/share/{NAME}/registry-mirror-config.yml"), config);
    stacks.add(format!("{NAME}/swarmgen/folders"), format!("0755 {NAME}/registry-mirror-data\n"));
    for network in networks(mirror) {
        stacks.add_networks(NAME, cluster, [&network]);
    }
    if let Some((username, password)) = &mirror.credentials {
        stacks.secrets.insert(USERNAME.to_owned(), username.clone());
        stacks.secrets.insert(PASSWORD.to_owned(), password.clone());
    }
}

fn compose(cluster: &Cluster, mirror: &Mirror, config: &str) -> Compose {
    let share = &cluster.storage.mountpoint;
    let config_path = config_path(&mirror.image);
    let secrets = secret_names(cluster, mirror);
    // The specification of the service must change with the configuration; otherwise its container keeps the old one.
    let digest = Sha256Digest::of(config).to_string()[..8].to_owned();
    let service = Service {
        image: mirror.image.clone(),
        command: if mirror.credentials.is_some() { with_credentials(config_path) } else { Vec::new() },
        environment: BTreeMap::from([("SWARMGEN_CONFIG", digest)]),
        networks: networks(mirror),
        // One replica, which stops before the next one starts (Docker's default): two registries on one folder would
        // overwrite each other's schedule.
        deploy: Deploy { replicas: Some(1), labels: labels(mirror), ..Deploy::default() },
        ports: vec![Port::Short(format!("{}:{PORT}", mirror.port))],
        volumes: vec![
            format!("{share}/{NAME}/registry-mirror-data:/var/lib/registry"),
            format!("{share}/{NAME}/registry-mirror-config.yml:{config_path}"),
        ],
        secrets: secrets.iter().map(|(name, target)| SecretUse { source: name.clone(), target }).collect(),
    };
    let file = |(name, target): (String, &str)| (name, SecretFile { file: format!("{SECRETS}/{target}") });
    Compose {
        version: if secrets.is_empty() { "3" } else { "3.1" },
        services: BTreeMap::from([(SERVICE, service)]),
        networks: networks(mirror).into_iter().map(|network| (network, External { external: true })).collect(),
        secrets: secrets.into_iter().map(file).collect(),
    }
}

/// The network through which Traefik reaches the mirror; the published port needs none.
fn networks(mirror: &Mirror) -> Vec<String> {
    if mirror.via == MirrorVia::Traefik { vec![mirror.network.clone()] } else { Vec::new() }
}

/// The names of the secrets in the swarm, and their files. A swarm secret is immutable, so a new revision gets new
/// ones.
fn secret_names(cluster: &Cluster, mirror: &Mirror) -> Vec<(String, &'static str)> {
    let name = |target| (format!("{target}-r{}", cluster.revision), target);
    mirror.credentials.iter().flat_map(|_| [USERNAME, PASSWORD]).map(name).collect()
}

/// The registry reads its account from the environment, while the swarm supplies it as files. `$$` is a `$` to Compose.
fn with_credentials(config_path: &str) -> Vec<String> {
    let script = format!(
        "REGISTRY_PROXY_USERNAME=$$(cat /run/secrets/{USERNAME}) REGISTRY_PROXY_PASSWORD=$$(cat /run/secrets/{PASSWORD}) \
         exec registry serve {config_path}"
    );
    vec!["/bin/sh".to_owned(), "-c".to_owned(), script]
}

/// The labels for Traefik. Versions 1 to 3 read different labels.
fn labels(mirror: &Mirror) -> Vec<String> {
    let (Some(fqdn), MirrorVia::Traefik) = (&mirror.fqdn, mirror.via) else { return Vec::new() };
    let network = &mirror.network;
    if mirror.traefik_version == 1 {
        return vec![
            format!("traefik.frontend.rule=Host:{fqdn}"),
            format!("traefik.docker.network={network}"),
            format!("traefik.port={PORT}"),
        ];
    }
    let router = format!("traefik.http.routers.{SERVICE}");
    // Version 3.2.2 renamed the labels of the provider.
    let provider = if mirror.traefik_version == 2 { "docker" } else { "swarm" };
    let tls = match &mirror.certresolver {
        Some(resolver) => format!("{router}.tls.certresolver={resolver}"),
        None => format!("{router}.tls=true"),
    };
    vec![
        "traefik.enable=true".to_owned(),
        format!("{router}.rule=Host(`{fqdn}`)"),
        format!("{router}.entrypoints=websecure"),
        tls,
        format!("traefik.http.services.{SERVICE}.loadbalancer.server.port={PORT}"),
        format!("traefik.{provider}.network={network}"),
    ]
}

/// Whether the image is a registry of version 2, which has its configuration at another path and does not know `ttl`.
fn is_version_2(image: &str) -> bool {
    major(image) == Some(2)
}

fn config_path(image: &str) -> &'static str {
    if is_version_2(image) { "/etc/docker/registry/config.yml" } else { "/etc/distribution/config.yml" }
}

/// The configuration of the registry, in the order of the chapter.
#[derive(Serialize)]
struct Config<'m> {
    version: f32,
    log: Log,
    storage: Storage,
    http: Http,
    health: Health,
    proxy: Proxy<'m>,
}

#[derive(Serialize)]
struct Log {
    fields: BTreeMap<&'static str, &'static str>,
}

#[derive(Serialize)]
struct Storage {
    cache: BTreeMap<&'static str, &'static str>,
    filesystem: BTreeMap<&'static str, &'static str>,
    delete: Delete,
}

#[derive(Serialize)]
struct Delete {
    enabled: bool,
}

#[derive(Serialize)]
struct Http {
    addr: String,
    headers: BTreeMap<&'static str, [&'static str; 1]>,
}

#[derive(Serialize)]
struct Health {
    storagedriver: StorageDriver,
}

#[derive(Serialize)]
struct StorageDriver {
    enabled: bool,
    interval: &'static str,
    threshold: u32,
}

#[derive(Serialize)]
struct Proxy<'m> {
    remoteurl: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<&'m str>,
}

impl<'m> Config<'m> {
    fn new(mirror: &'m Mirror) -> Self {
        Self {
            version: 0.1,
            log: Log { fields: BTreeMap::from([("service", "registry")]) },
            storage: Storage {
                cache: BTreeMap::from([("blobdescriptor", "inmemory")]),
                filesystem: BTreeMap::from([("rootdirectory", "/var/lib/registry")]),
                delete: Delete { enabled: true },
            },
            http: Http { addr: format!(":{PORT}"), headers: BTreeMap::from([("X-Content-Type-Options", ["nosniff"])]) },
            health: Health { storagedriver: StorageDriver { enabled: true, interval: "10s", threshold: 3 } },
            proxy: Proxy {
                remoteurl: &mirror.upstream,
                ttl: (!is_version_2(&mirror.image)).then_some(mirror.ttl.as_str()),
            },
        }
    }

    fn text(&self) -> String {
        yaml::to_string(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, Mirror, MirrorVia, is_version_2, labels};

    fn mirror(traefik_version: u8, image: &str) -> Mirror {
        Mirror {
            via: MirrorVia::Traefik,
            fqdn: Some("mirror.example.com".parse().expect("a domain name")),
            traefik_version,
            network: "front".to_owned(),
            certresolver: None,
            image: image.to_owned(),
            port: 5000,
            upstream: "https://registry-1.docker.io".to_owned(),
            ttl: "0".to_owned(),
            credentials: None,
        }
    }

    #[test]
    fn each_traefik_reads_labels_of_its_own() {
        let has = |version, label: &str| labels(&mirror(version, "registry:3")).iter().any(|it| it == label);
        for (label, versions) in [
            ("traefik.frontend.rule=Host:mirror.example.com", [true, false, false]),
            ("traefik.port=5000", [true, false, false]),
            ("traefik.docker.network=front", [true, true, false]),
            ("traefik.swarm.network=front", [false, false, true]),
            ("traefik.http.routers.registry-mirror.rule=Host(`mirror.example.com`)", [false, true, true]),
            ("traefik.http.services.registry-mirror.loadbalancer.server.port=5000", [false, true, true]),
        ] {
            assert_eq!([1, 2, 3].map(|version| has(version, label)), versions, "{label}");
        }
        let loopback = Mirror { via: MirrorVia::Loopback, ..mirror(3, "registry:3") };
        assert!(labels(&loopback).is_empty());
    }

    #[test]
    fn registry_2_is_known_by_its_tag() {
        let digest = "@sha256:2222222222222222222222222222222222222222222222222222222222222222";
        for image in ["registry:2", "registry:2.8.3", "registry:2-alpine", &format!("registry:2.8{digest}")] {
            assert!(is_version_2(image), "{image}");
            assert!(!Config::new(&mirror(3, image)).text().contains("ttl"), "{image}");
        }
        for image in ["registry:3.1.1", "host:2/registry", "registry", &format!("registry{digest}"), "registry:20"] {
            assert!(!is_version_2(image), "{image}");
            assert!(Config::new(&mirror(3, image)).text().contains("ttl: \"0\""), "{image}");
        }
    }
}
