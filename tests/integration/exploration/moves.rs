//! The possible moves in a state: a host acts, or a fault happens.

use super::shell::{Outcome, Run};
use super::world::{World, numbers, renumber};
use std::collections::BTreeMap;

/// One possible move.
#[derive(Clone)]
pub(crate) enum Move {
    Run(String),
    Boot(String),
    Mount(String),
    /// A node that was promoted while its host was down enters the raft of its swarm: path and new text.
    Enter(String, String),
    Crash(String),
    Rebuild(String),
    Unmount(String),
    Wipe,
}

pub(crate) fn moves(world: &World) -> Vec<Move> {
    // A2
    let calm = world.exchange().is_none() && world.living_published(None);
    let budget = world.budget;
    let mut moves = Vec::new();
    for host in world.names() {
        if world.up(&host) {
            moves.push(Move::Run(host.clone()));
            if !world.mounted(&host) {
                moves.push(Move::Mount(host.clone()));
            } else if budget.unmounts > 0 && !calm {
                moves.push(Move::Unmount(host.clone()));
            }
            if budget.crashes > 0 && !calm {
                moves.push(Move::Crash(host.clone()));
            }
        } else {
            moves.push(Move::Boot(host.clone()));
        }
        if budget.rebuilds > 0 && !calm {
            moves.push(Move::Rebuild(host));
        }
    }
    moves.extend(entering(world));
    if budget.wipes > 0 && world.exchange().is_some_and(|swarm| world.quorum(swarm)) {
        moves.push(Move::Wipe);
    }
    moves
}

fn entering(world: &World) -> Vec<Move> {
    let mut moves = Vec::new();
    for swarm in world.swarms().into_iter().filter(|swarm| world.quorum(swarm)) {
        for node in world.nodes(swarm).iter().filter(|node| world.up(node.host) && world.could_live(swarm, node)) {
            let path = format!("world/swarms/{swarm}/{}", node.id);
            let text = world.files[path.as_str()].replace("|manager|no|", "|manager|yes|");
            if *text != *world.files[path.as_str()] {
                moves.push(Move::Enter(path, text));
            }
        }
    }
    moves
}

/// Applies a move that needs no script.
pub(crate) fn apply(world: &World, step: &Move) -> (World, String) {
    let mut next = world.clone();
    let down = |host: &str| format!("world/engines/{host}.down");
    let name = match step {
        Move::Run(_) => unreachable!("a run needs the script"),
        Move::Boot(host) => {
            next.remove(&down(host));
            format!("{host} boots")
        }
        Move::Mount(host) => {
            next.remove(&format!("meta/unmounted/{host}"));
            format!("{host} mounts the share")
        }
        Move::Enter(path, text) => {
            next.put(path, text);
            format!("{path} enters the raft")
        }
        Move::Unmount(host) => {
            next.budget.unmounts -= 1;
            next.put(&format!("meta/unmounted/{host}"), "");
            format!("{host} LOSES the share")
        }
        Move::Crash(host) => {
            next.budget.crashes -= 1;
            next.put(&down(host), "down\n");
            next.remove(&format!("{host}/pend"));
            format!("{host} CRASHES")
        }
        Move::Rebuild(host) => {
            next.budget.rebuilds -= 1;
            for path in [
                down(host),
                format!("{host}/pend"),
                format!("{host}/journal"),
                format!("world/engines/{host}"),
                format!("meta/was-member/{host}"),
            ] {
                next.remove(&path);
            }
            format!("{host} is REBUILT")
        }
        Move::Wipe => {
            next.budget.wipes -= 1;
            next.files.retain(|path, _| !path.starts_with("share/"));
            "the share is WIPED".to_owned()
        }
    };
    (next, name)
}

/// The run of the script for this move of a host.
pub(crate) fn question(world: &World, host: &str) -> Run {
    let view = world.view(host);
    let candidate = world.text(&format!("{host}/journal")) == Some("candidate");
    let files = renumber(&view, &numbers(&view));
    Run { host: host.to_owned(), files, mounted: world.mounted(host), patient: candidate && patient(world, host) }
}

/// A1
fn patient(world: &World, host: &str) -> bool {
    !world.living_published(world.engine(host).map(|(swarm, _)| swarm))
}

/// The state after a run, and a description of the run.
pub(crate) fn follow(world: &World, run: &Run, outcome: &Outcome) -> (World, String) {
    let host = &run.host;
    let mut next = world.clone();
    let steps = world.field(&format!("{host}/pend"), "steps").map(|steps| steps.trim_matches('\'').to_owned());
    let step = steps.as_deref().and_then(|steps| steps.split_whitespace().next());
    // Checks A1 at the moment of the step: other hosts may have acted between the decision and the link.
    if step == Some("publish") && world.text(&format!("{host}/journal")) == Some("candidate") && !patient(world, host) {
        next.remove(&format!("{host}/pend"));
        return (next, format!("{host} thinks better of publish"));
    }
    let view = world.view(host);
    let table = numbers(&view);
    let mut back: BTreeMap<u32, u32> = table.iter().map(|(old, new)| (*new, *old)).collect();
    let free = numbers(&world.files).keys().max().map_or(0, |n| n + 1);
    let seen = u32::try_from(table.len()).expect("few ids");
    for id in numbers(&outcome.files).into_keys().filter(|id| *id >= seen) {
        back.insert(id, free + id - seen);
    }
    next.merge(host, &view, renumber(&outcome.files, &back));
    let name = step.map_or_else(
        || format!("{host} decides {}", outcome.answer),
        |step| format!("{host} does {step}: {}", outcome.answer),
    );
    (next, name)
}
