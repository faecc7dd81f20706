//! Power that fails at each step of a first boot.

use std::time::Duration;

use crate::cluster::{Cluster, Inventory};

const LIMIT: Duration = Duration::from_mins(2);

/// What a host goes through that starts the swarm.
const FOUNDER: [&str; 11] = [
    "report",
    "journal_candidate",
    "init",
    "publish",
    "journal_member",
    "put_inventory",
    "survey",
    "refresh",
    "change",
    "update",
    "deploy",
];
/// What a host goes through that joins it.
const JOINER: [&str; 11] = [
    "report",
    "journal_joining",
    "ring",
    "join",
    "journal_member",
    "put_inventory",
    "survey",
    "refresh",
    "change",
    "update",
    "deploy",
];

/// What a host goes through once it is a member.
const RECONCILE: [&str; 6] = ["put_inventory", "survey", "refresh", "change", "update", "deploy"];

/// Not steps of a first boot: what they answer to has its own scenarios.
const LATER: [&str; 9] =
    ["start_share", "start_engine", "restart_engine", "unlock", "leave", "retire", "rotate", "leave_alone", "wish"];

#[test]
#[ignore = "takes eleven cold starts"]
fn the_founder_loses_its_power_before_each_step() {
    for step in FOUNDER {
        cut_before("ds1", step, "debian");
    }
}

#[test]
#[ignore = "takes eleven cold starts"]
fn the_second_manager_loses_its_power_before_each_step() {
    for step in JOINER {
        cut_before("ds2", step, "flatcar");
    }
}

#[test]
#[ignore = "takes eleven cold starts"]
fn the_third_manager_loses_its_power_before_each_step() {
    for step in JOINER {
        cut_before("ds3", step, "flatcar");
    }
}

/// Boots three managers, cuts the power of one right before that step, and gives it back. What configures them, cloud-init or Ignition,
/// is done by then.
fn cut_before(name: &str, step: &str, os: &'static str) {
    println!("{name}, before {step}");
    let Some(cluster) = Cluster::of(&format!("power_cut-{name}-{step}"), Inventory::managers(3).os(os)) else { return };
    let host = cluster.host(name);
    host.halt_before(Some(step));
    cluster.power_on();
    host.until(&format!("journalctl --no-pager --unit swarmgen-converge | grep 'halts before {step}$'"), LIMIT);
    if name != "ds1" && RECONCILE.contains(&step) {
        // Its engine gets no halt: the leader promotes it. What a cut does in that very moment is a scenario of its own.
        host.until("docker node ls", LIMIT);
    }
    host.power_cut();
    host.halt_before(None);
    host.power_on();
    cluster.until_converged(LIMIT);
}

#[test]
fn every_step_of_the_script_is_known_here() {
    let script = include_str!("../../../templates/host/converge.sh");
    let lists =
        script.lines().filter_map(|line| line.split_once("steps='")).filter_map(|(_, rest)| rest.split('\'').next());
    for step in lists.flat_map(str::split_whitespace) {
        let known = FOUNDER.contains(&step) || JOINER.contains(&step) || LATER.contains(&step);
        assert!(known, "the power is never cut before `{step}`");
    }
}
