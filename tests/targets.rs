//! The same host comes out of every target: files, modes, units, users, file by file.

mod support;

use swarmgen::{emit::emit, os::Target, plan::HostPlan};

use support::{
    laid::Laid,
    plans::{self, for_target, text},
};

fn laid(plan: &HostPlan, target: Target, name: &str) -> Laid {
    Laid::read(name, &text(&emit(&for_target(plan, target)), name))
}

fn assert_same(plan: &HostPlan) {
    let cloud_init = laid(plan, Target::CloudInit, "user-data");
    let ignition = laid(plan, Target::Ignition, "config.ign");
    for (path, file) in &cloud_init.files {
        assert_eq!(Some(file), ignition.files.get(path), "{}: {path}", plan.name);
    }
    assert_eq!(cloud_init, ignition, "{}", plan.name);
    // Two targets that leave out the same would agree as well.
    assert_eq!(cloud_init, Laid::of(plan), "{}", plan.name);
}

#[test]
fn a_plan_with_everything_in_it() {
    assert_same(&plans::full());
}

#[test]
fn a_plan_with_as_little_as_can_be() {
    let mut plan = plans::full();
    (plan.timezone, plan.user.password_hash) = (None, None);
    plan.user.ssh_authorized_keys.clear();
    plan.files.clear();
    plan.units.clear();
    assert_same(&plan);
}

#[test]
fn the_plans_of_every_operating_system() {
    plans::of_every_os().iter().for_each(assert_same);
}

#[test]
fn the_plans_of_every_fixture() {
    plans::of_fixtures().iter().for_each(assert_same);
}
