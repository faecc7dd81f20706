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
    assert_lays_the_plan(plan, &cloud_init);
}

/// Two targets that leave out the same would agree as well.
fn assert_lays_the_plan(plan: &HostPlan, laid: &Laid) {
    for (path, file) in &plan.files {
        assert_eq!(laid.files[path], (file.mode, file.content.as_bytes().to_vec()), "{path}");
    }
    let units = plan.units.values().map(|unit| usize::from(unit.content.is_some()) + unit.dropins.len());
    assert_eq!(laid.files.len(), plan.files.len() + units.sum::<usize>());
    assert!(plan.units.iter().all(|(name, unit)| laid.enabled.contains(name) == unit.enabled));
    assert_eq!(laid.hostname, plan.fqdn);
    assert_eq!(laid.timezone, plan.timezone);
    assert_eq!(laid.users.len(), 1);
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
