//! Docker's view of the swarm on a host.

use serde_json::Value;

use crate::host::Host;

/// A node as the managers know it.
#[expect(clippy::struct_excessive_bools, reason = "each is docker's own")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) id: String,
    pub(crate) host: String,
    pub(crate) ready: bool,
    pub(crate) manager: bool,
    pub(crate) reachable: bool,
    pub(crate) leader: bool,
}

impl Node {
    /// Whether it has the name of `host`, with or without its domain.
    pub(crate) fn is_of(&self, host: &Host) -> bool {
        self.host.split('.').next() == Some(host.name())
    }
}

/// A host's own membership in a swarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) state: String,
    pub(crate) node_id: String,
    /// Whether it answers as a manager. The others list it as reachable a moment earlier.
    pub(crate) control: bool,
}

/// Forms a swarm by hand: the first host is its only manager, and the others join as managers, one after the other.
pub(crate) fn form_by_hand(hosts: &[Host]) {
    let [first, others @ ..] = hosts else { panic!("a swarm needs a host") };
    first.sh(&format!("docker swarm init --advertise-addr {}", first.address()));
    let token = first.sh("docker swarm join-token --quiet manager");
    for host in others {
        host.sh(&format!(
            "docker swarm join --advertise-addr {} --token {token} {}:2377",
            host.address(),
            first.address()
        ));
    }
}

/// The node list of the swarm that `host` manages.
pub(crate) fn nodes(host: &Host) -> Result<Vec<Node>, String> {
    let listed: Value = json(&host.try_sh("docker node inspect $(docker node ls -q)")?)?;
    let nodes = listed.as_array().ok_or("docker node inspect printed no list")?;
    Ok(nodes.iter().map(node).collect())
}

/// The membership that `host` itself reports.
pub(crate) fn membership(host: &Host) -> Result<Membership, String> {
    let swarm = json(&host.try_sh("docker info --format '{{json .Swarm}}'")?)?;
    Ok(Membership {
        state: text(&swarm, "/LocalNodeState"),
        node_id: text(&swarm, "/NodeID"),
        control: swarm["ControlAvailable"] == true,
    })
}

fn node(listed: &Value) -> Node {
    Node {
        id: text(listed, "/ID"),
        host: text(listed, "/Description/Hostname"),
        ready: text(listed, "/Status/State") == "ready",
        manager: text(listed, "/Spec/Role") == "manager",
        reachable: text(listed, "/ManagerStatus/Reachability") == "reachable",
        leader: listed.pointer("/ManagerStatus/Leader") == Some(&Value::Bool(true)),
    }
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("{error} in {text}"))
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The id of the swarm of `host`, from its certificate: a worker has no other source.
pub(crate) fn swarm_id(host: &Host) -> String {
    let subject = host
        .sh("openssl x509 -noout -subject -nameopt multiline -in /var/lib/docker/swarm/certificates/swarm-node.crt");
    let organization =
        subject.lines().find(|line| line.contains("organizationName")).and_then(|line| line.split('=').nth(1));
    organization.expect("a node's certificate names its swarm").trim().to_owned()
}
