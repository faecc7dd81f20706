//! Traefik, version 3, for clusters that do not have one yet.

use std::collections::BTreeMap;

use super::{
    Stacks,
    compose::{Compose, Deploy, External, Placement, Port, Service},
};
use crate::model::cluster::{Cluster, Traefik};

/// The folder on the share and the name of the stack.
pub(super) const NAME: &str = "traefik";
/// Let's Encrypt's staging service: its limits are high, and no browser trusts its certificates.
const STAGING: &str = "https://acme-staging-v02.api.letsencrypt.org/directory";

pub(super) fn add(stacks: &mut Stacks, cluster: &Cluster, traefik: &Traefik) {
    stacks.add_compose(NAME, compose(cluster, traefik).text());
    // Traefik creates acme.json in it with mode 600, and rejects a file that others can read.
    stacks.add(format!("{NAME}/swarmgen/folders"), format!("0700 {NAME}\n"));
    stacks.add_networks(NAME, cluster, [&traefik.network]);
}

fn compose(cluster: &Cluster, traefik: &Traefik) -> Compose {
    let host_port = |port| Port::Long { target: port, published: port, protocol: "tcp", mode: "host" };
    let service = Service {
        image: traefik.image.clone(),
        command: command(traefik),
        environment: BTreeMap::new(),
        networks: vec![traefik.network.clone()],
        deploy: Deploy {
            // One replica: the certificate file supports a single writer.
            replicas: Some(1),
            // Only the engine of a manager lists the services of the swarm.
            placement: Some(Placement { constraints: vec!["node.role == manager"] }),
            ..Deploy::default()
        },
        // Not through the ingress network, which hides the addresses of clients.
        ports: vec![host_port(80), host_port(443)],
        volumes: vec![
            "/var/run/docker.sock:/var/run/docker.sock:ro".to_owned(),
            format!("{}/{NAME}:/{NAME}", cluster.storage.mountpoint),
        ],
        secrets: Vec::new(),
    };
    Compose {
        version: "3.2",
        services: BTreeMap::from([(NAME, service)]),
        networks: BTreeMap::from([(traefik.network.clone(), External { external: true })]),
        secrets: BTreeMap::new(),
    }
}

fn command(traefik: &Traefik) -> Vec<String> {
    let resolver = format!("--certificatesresolvers.{}.acme", traefik.certresolver);
    let mut command = vec![
        "--providers.swarm=true".to_owned(),
        "--providers.swarm.exposedbydefault=false".to_owned(),
        format!("--providers.swarm.network={}", traefik.network),
        "--entrypoints.web.address=:80".to_owned(),
        "--entrypoints.web.http.redirections.entrypoint.to=websecure".to_owned(),
        "--entrypoints.web.http.redirections.entrypoint.scheme=https".to_owned(),
        "--entrypoints.websecure.address=:443".to_owned(),
        format!("{resolver}.storage=/{NAME}/acme.json"),
        format!("{resolver}.tlschallenge=true"),
    ];
    command.extend(traefik.email.iter().map(|email| format!("{resolver}.email={email}")));
    command.extend(traefik.staging.then(|| format!("{resolver}.caserver={STAGING}")));
    command
}
