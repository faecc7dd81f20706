//! The same host comes out of every target and every form of its file: files, modes, units, users, file by file.

mod support;

use swarmgen::{os::Target, plan::HostPlan};

use support::{
    laid::Laid,
    plans::{self, file_of, for_target, forms, handed_over, limited},
};

/// What each form of a target's file lays down. For cloud-init, platforms that take text alone have a form of their own.
fn laid(plan: &HostPlan, target: Target) -> Vec<Laid> {
    let plan = for_target(plan, target);
    let mut forms = forms(&plan, false);
    if target == Target::CloudInit {
        let (plan, packed) = &forms[forms.len() - 1];
        let binary = limited(plan, packed.len() - 1, true);
        forms.push((binary.clone(), handed_over(&binary)));
    }
    let forms = forms.into_iter();
    forms.map(|(_, bytes)| Laid::read(file_of(target), &bytes)).collect()
}

fn assert_same(plan: &HostPlan) {
    // Two targets that leave out the same would agree as well, so each is held to the plan.
    let expected = Laid::of(plan);
    for target in [Target::CloudInit, Target::Ignition] {
        for (number, found) in laid(plan, target).iter().enumerate() {
            for (path, file) in &expected.files {
                assert_eq!(Some(file), found.files.get(path), "{}: {target:?}, form {number}: {path}", plan.name);
            }
            assert_eq!(&expected, found, "{}: {target:?}, form {number}", plan.name);
        }
    }
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

#[test]
fn a_real_plan_has_all_forms() {
    for target in [Target::CloudInit, Target::Ignition] {
        let plan = for_target(&plans::of_fixtures()[0], target);
        for binary in [false, true] {
            let sizes: Vec<usize> = forms(&plan, binary).iter().map(|(_, bytes)| bytes.len()).collect();
            assert_eq!(sizes.len(), 3, "{target:?}: {sizes:?}");
        }
    }
}
