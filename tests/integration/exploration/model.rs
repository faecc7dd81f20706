//! A second implementation of the decision table, over the whole world. The script must decide the same.

use super::world::World;

/// The action that `host` must decide on; `patient` as in `Run`.
pub(crate) fn decide(world: &World, host: &str, patient: bool) -> &'static str {
    if !world.mounted(host) {
        return "wait_share";
    }
    let journal = world.text(&format!("{host}/journal")).unwrap_or("none");
    match (world.engine(host), world.exchange()) {
        (None, None) if journal.starts_with("member") => "wait_republish",
        (None, None) if others(world, host).iter().any(|other| answers(world, other)) => "wait_peer",
        (None, None) => "init",
        (None, Some(swarm)) => outside(world, host, swarm),
        (Some((swarm, node)), None) => {
            let manager = world.nodes(swarm).iter().any(|n| n.id == node && n.raft);
            let peer = others(world, host).iter().any(|other| answers(world, other));
            match manager && world.quorum(swarm) {
                false => "wait_quorum",
                true if journal == "candidate" && peer && !patient => "wait_living",
                true => "publish",
            }
        }
        (Some((own, _)), Some(swarm)) if own == swarm => {
            if world.member_of(host) == Some(swarm) {
                "reconcile"
            } else {
                "become_member"
            }
        }
        (Some((own, _)), Some(_)) => {
            let alone = world.quorum(own) && world.nodes(own).len() == 1;
            if journal == "candidate" && alone { "lose" } else { "foreign" }
        }
    }
}

/// A host without a swarm, while another swarm is published.
fn outside(world: &World, host: &str, swarm: &str) -> &'static str {
    let exchange = world.text("share/exchange").unwrap_or_default();
    let roster: Vec<&str> = exchange.lines().filter_map(|line| line.strip_prefix("node=")?.split(' ').nth(1)).collect();
    let named =
        others(world, host).iter().any(|other| world.field(&format!("share/hosts/{other}"), "swarm") == Some(swarm));
    let listed = roster.contains(&host);
    if listed && roster.iter().all(|name| *name == host) && !named {
        return "retire";
    }
    let managers: Vec<String> =
        exchange.lines().filter_map(|line| Some(format!("h{}", line.strip_prefix("manager=10.0.0.")?))).collect();
    match managers.iter().any(|manager| answers(world, manager)) {
        _ if listed => "wish",
        true => "join",
        false => "wait_manager",
    }
}

fn others(world: &World, host: &str) -> Vec<String> {
    world.names().filter(|name| name != host).collect()
}

/// Only managers have an open port 2377.
fn answers(world: &World, host: &str) -> bool {
    let manages = |(swarm, id): (&str, &str)| world.nodes(swarm).iter().any(|node| node.id == id && node.raft);
    world.up(host) && world.engine(host).is_some_and(manages)
}
