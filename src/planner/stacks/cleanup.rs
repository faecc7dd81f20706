//! The cleanup as a stack: one container on every host, which runs the same script as the timer.

use std::collections::BTreeMap;

use super::{
    Stacks,
    compose::{Compose, Deploy, Service},
};
use crate::exchange::layout::ROOT;
use crate::model::cluster::{Cleanup, Cluster};

/// The name of the stack.
pub(super) const NAME: &str = "cleanup";

pub(super) fn add(stacks: &mut Stacks, cluster: &Cluster, cleanup: &Cleanup) {
    stacks.add_compose(NAME, compose(cluster, cleanup).text());
}

fn compose(cluster: &Cluster, cleanup: &Cleanup) -> Compose {
    let seconds = cleanup.interval.as_secs();
    let forever = format!("while :; do /bin/sh /opt/swarmgen/cleanup.sh; sleep {seconds}; done");
    let service = Service {
        image: cleanup.image.clone(),
        command: vec!["/bin/sh".to_owned(), "-c".to_owned(), forever],
        environment: BTreeMap::new(),
        networks: Vec::new(),
        deploy: Deploy { mode: Some("global"), ..Deploy::default() },
        ports: Vec::new(),
        // The script, its values and its state belong to the host.
        volumes: vec![
            "/var/run/docker.sock:/var/run/docker.sock".to_owned(),
            "/opt/swarmgen:/opt/swarmgen:ro".to_owned(),
            "/etc/swarmgen:/etc/swarmgen:ro".to_owned(),
            "/var/lib/swarmgen:/var/lib/swarmgen".to_owned(),
            format!("{0}/{ROOT}:{0}/{ROOT}", cluster.storage.mountpoint),
        ],
        secrets: Vec::new(),
    };
    Compose {
        version: "3",
        services: BTreeMap::from([(NAME, service)]),
        networks: BTreeMap::new(),
        secrets: BTreeMap::new(),
    }
}
