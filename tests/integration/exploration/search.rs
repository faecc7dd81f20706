//! All reachable states, breadth first, each checked once.

use super::moves::{Move, apply, follow, moves, question};
use super::shell::{Outcome, Run, Shell, run_all};
use super::world::World;
use super::{invariants, model};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// All states that were reached, each with the way to it.
pub(crate) struct Search {
    pub(crate) worlds: Vec<World>,
    index: HashMap<World, usize>,
    came: Vec<Option<(usize, String)>>,
    /// Moves without a fault, backwards.
    back: Vec<Vec<usize>>,
    pub(crate) known: HashMap<Run, Outcome>,
}

/// The run of each host that is up, in one state.
type Questions = Vec<(String, Run)>;

impl Search {
    pub(crate) fn new(first: World) -> Self {
        let mut first = first;
        first.normalize();
        Self {
            index: HashMap::from([(first.clone(), 0)]),
            worlds: vec![first],
            came: vec![None],
            back: vec![Vec::new()],
            known: HashMap::new(),
        }
    }

    pub(crate) fn trace(&self, mut at: usize) -> String {
        let mut lines = Vec::new();
        while let Some((from, name)) = &self.came[at] {
            lines.push(name.clone());
            at = *from;
        }
        lines.reverse();
        lines.join("\n")
    }

    /// Records a state, and checks it if it is new.
    fn reach(&mut self, from: usize, next: World, name: String, fault: bool) {
        let mut next = next;
        next.normalize();
        if next == self.worlds[from] {
            return;
        }
        let to = *self.index.entry(next.clone()).or_insert(self.worlds.len());
        if to == self.worlds.len() {
            self.worlds.push(next);
            self.came.push(Some((from, name)));
            self.back.push(Vec::new());
        }
        if !fault && !self.back[to].contains(&from) {
            self.back[to].push(from);
        }
    }

    /// One round: every move from the states of the last round.
    pub(crate) fn round(&mut self, shells: &mut [Shell], from: Range<usize>) {
        let mut asked: Vec<Run> = Vec::new();
        let mut new = HashSet::new();
        let mut questions: Vec<Questions> = Vec::new();
        for world in &self.worlds[from.clone()] {
            let up = world.names().filter(|host| world.up(host));
            let here: Questions = up.map(|host| (host.clone(), question(world, &host))).collect();
            let unknown = here.iter().map(|(_, run)| run).filter(|run| !self.known.contains_key(*run));
            asked.extend(unknown.filter(|run| new.insert((*run).clone())).cloned());
            questions.push(here);
        }
        run_all(shells, asked, &mut self.known);
        for (at, questions) in from.zip(questions) {
            let world = self.worlds[at].clone();
            for step in moves(&world) {
                self.go(at, &world, &step, &questions);
            }
        }
    }

    fn go(&mut self, at: usize, world: &World, step: &Move, questions: &Questions) {
        let (next, name, host, fault) = match step {
            Move::Run(host) => {
                let (_, run) = questions.iter().find(|(name, _)| name == host).expect("a host that is up");
                let outcome = &self.known[run];
                if run.verb() == "decide" {
                    let expected = model::decide(world, host, run.patient);
                    assert_eq!(outcome.answer, expected, "{host} after\n{}\n{}", self.trace(at), show(world));
                }
                let (next, name) = follow(world, run, outcome);
                (next, name, host.clone(), false)
            }
            Move::Boot(host) | Move::Mount(host) => {
                let (next, name) = apply(world, step);
                (next, name, host.clone(), false)
            }
            Move::Crash(host) | Move::Rebuild(host) | Move::Unmount(host) => {
                let (next, name) = apply(world, step);
                (next, name, host.clone(), true)
            }
            Move::Enter(..) => {
                let (next, name) = apply(world, step);
                (next, name, String::new(), false)
            }
            Move::Wipe => {
                let (next, name) = apply(world, step);
                (next, name, String::new(), true)
            }
        };
        let action = if matches!(step, Move::Rebuild(_)) { "rebuild" } else { "" };
        if let Some(why) = invariants::broken(world, &next, &host, action) {
            panic!("{why}\n{}\n{name}\n{}", self.trace(at), show(&next));
        }
        self.reach(at, next, name, fault);
    }

    /// States in which nothing is lost, but from which no way without faults leads to convergence.
    pub(crate) fn stuck(&self) -> Vec<usize> {
        let mut good = vec![false; self.worlds.len()];
        let mut queue: Vec<usize> =
            (0..self.worlds.len()).filter(|at| invariants::converged(&self.worlds[*at])).collect();
        assert!(!queue.is_empty(), "nothing converged");
        while let Some(at) = queue.pop() {
            if !std::mem::replace(&mut good[at], true) {
                queue.extend(self.back[at].iter().filter(|from| !good[**from]));
            }
        }
        (0..self.worlds.len()).filter(|at| !good[*at] && !invariants::lost(&self.worlds[*at])).collect()
    }
}

pub(crate) fn show(world: &World) -> String {
    let mut text = String::new();
    for (path, content) in &world.files {
        text.extend(["--- ", path, "\n", content]);
    }
    text
}
