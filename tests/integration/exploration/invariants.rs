//! The invariants of the design, as far as a single state or move shows them.

use super::world::World;
use std::collections::BTreeSet;

/// The violated invariant of this state, or of the move by `action` of `host` that led into it.
pub(crate) fn broken(before: &World, after: &World, host: &str, action: &str) -> Option<String> {
    one_swarm(after)
        .or_else(|| a_member_stays(before, after, host, action))
        .or_else(|| only_the_worker_token(after))
        .or_else(|| quorum_first(before, after, host))
}

fn one_swarm(world: &World) -> Option<String> {
    let names: Vec<String> = world.names().collect();
    let live = names.iter().filter(|host| world.engine(host).is_some());
    let swarms: BTreeSet<&str> = live.filter_map(|host| world.member_of(host)).collect();
    (swarms.len() > 1).then(|| format!("members of {swarms:?}"))
}

fn a_member_stays(before: &World, after: &World, host: &str, action: &str) -> Option<String> {
    let was = before.has(&format!("meta/was-member/{host}"));
    let left = before.engine(host).filter(|_| after.engine(host).is_none() && action != "rebuild");
    if let Some((swarm, _)) = left {
        if was {
            return Some(format!("{host}, a member, left {swarm}"));
        }
        if before.nodes(swarm).len() > 1 {
            return Some(format!("{host} left {swarm} with others in it"));
        }
    }
    let began = after.swarms().len() > before.swarms().len();
    (was && began).then(|| format!("{host}, a member, began a swarm"))
}

fn only_the_worker_token(world: &World) -> Option<String> {
    let secret = |text: &str| text.matches("SWMTKN").count();
    let tokens: usize =
        world.files.iter().filter(|(path, _)| path.starts_with("share/")).map(|(_, text)| secret(text)).sum();
    let expected = usize::from(world.has("share/exchange"));
    (tokens != expected).then(|| format!("{tokens} tokens on the share"))
}

/// A raft changes by one member at a time, never has two members of one host, and the remaining members have a
/// majority.
fn quorum_first(before: &World, after: &World, host: &str) -> Option<String> {
    for swarm in after.swarms() {
        let members = |world: &World| -> BTreeSet<String> {
            world.nodes(swarm).iter().filter(|node| node.raft).map(|node| node.id.to_owned()).collect()
        };
        let (old, new) = (members(before), members(after));
        if old == new || old.is_empty() {
            continue;
        }
        if old.symmetric_difference(&new).count() > 1 {
            return Some(format!("{host} changed {old:?} to {new:?}"));
        }
        if !after.quorum(swarm) {
            return Some(format!("{host} took the majority from {swarm}"));
        }
        let nodes = after.nodes(swarm);
        let mut hosts: Vec<&str> = nodes.iter().filter(|node| node.raft).map(|node| node.host).collect();
        hosts.sort_unstable();
        if hosts.windows(2).any(|pair| pair[0] == pair[1]) {
            return Some(format!("two members of one host: {hosts:?}"));
        }
    }
    None
}

/// Whether every host is a manager of the published swarm, and the swarm has no other nodes.
pub(crate) fn converged(world: &World) -> bool {
    let Some(swarm) = world.exchange() else { return false };
    let nodes = world.nodes(swarm);
    nodes.len() == usize::from(world.hosts)
        && nodes.iter().all(|node| node.raft && world.could_live(swarm, node))
        && world.names().all(|host| world.up(&host) && world.mounted(&host) && world.member_of(&host) == Some(swarm))
}

/// Whether a swarm that was published, or that has a member, can never have a majority again. Then an operator must
/// decide.
pub(crate) fn lost(world: &World) -> bool {
    let names: Vec<String> = world.names().collect();
    let joined = |host: &String| {
        world.text(&format!("{host}/journal")).and_then(|journal| Some(journal.split_once(' ')?.1.to_owned()))
    };
    let mut held: BTreeSet<String> = names.iter().filter_map(joined).collect();
    held.extend(world.files.keys().filter_map(|path| path.strip_prefix("meta/published/")).map(str::to_owned));
    held.iter().any(|swarm| {
        let (could, all) = world.raft(swarm, |node| world.could_live(swarm, node));
        all > 0 && 2 * could <= all
    })
}
