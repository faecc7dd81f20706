//! The accounts at registries. The leader passes them on with each service, to the hosts that run it.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;

use super::{SECRETS, Stacks};
use crate::{model::cluster::Cluster, values::secret::Secret};

pub(super) fn add(stacks: &mut Stacks, cluster: &Cluster) {
    if cluster.registries.is_empty() {
        return;
    }
    let config = Secret::new(config(cluster));
    let digest = config.digest("registries");
    stacks.secrets.insert("config.json".to_owned(), config);
    stacks.environment.insert("DOCKER_CONFIG".to_owned(), SECRETS.to_owned());
    for stack in stacks.names() {
        stacks.append(format!("{stack}/swarmgen/options"), "--with-registry-auth\n");
        // A service keeps the account of its last deployment, so a changed account deploys it again.
        stacks.add(format!("{stack}/swarmgen/registries"), format!("{}\n", &digest[..12]));
    }
}

/// Docker's `config.json`.
fn config(cluster: &Cluster) -> String {
    let auth = |(username, password): &(Secret, Secret)| json!({ "auth": BASE64_STANDARD.encode(format!("{}:{}", username.expose(), password.expose())) });
    let auths: BTreeMap<_, _> = cluster.registries.iter().map(|(host, account)| (host, auth(account))).collect();
    json!({ "auths": auths }).to_string() + "\n"
}
