//! Every target and every form of its file produce the same host: files, modes, units and users, file by file.

use swarmgen::{model::plan::HostPlan, os::Target};

use crate::support::{
    laid::Laid,
    plans::{self, file_of, for_target, forms, handed_over, limited},
};

/// The state of the host for each form of a target's file. For cloud-init, platforms that accept only text have their
/// own forms.
fn laid_in_every_form(plan: &HostPlan) -> Vec<Laid> {
    let mut forms = forms(plan, false);
    if plan.target == Target::CloudInit {
        let (last, packed) = &forms[forms.len() - 1];
        let binary = limited(last, packed.len() - 1, true);
        forms.push((binary.clone(), handed_over(&binary)));
    }
    forms.iter().map(|(_, bytes)| Laid::read(file_of(plan.target), bytes)).collect()
}

/// Compares each state with the plan: two targets that omit the same thing would equal each other.
fn assert_same(plan: &HostPlan, laid: impl Fn(&HostPlan) -> Vec<Laid>) {
    let expected = Laid::of(plan);
    for target in [Target::CloudInit, Target::Ignition] {
        for (number, found) in laid(&for_target(plan, target)).iter().enumerate() {
            for (path, file) in &expected.files {
                assert_eq!(Some(file), found.files.get(path), "{}: {target:?}, form {number}: {path}", plan.name);
            }
            assert_eq!(&expected, found, "{}: {target:?}, form {number}", plan.name);
        }
    }
}

fn laid(plan: &HostPlan) -> Vec<Laid> {
    vec![Laid::read(file_of(plan.target), &handed_over(plan))]
}

#[test]
fn a_plan_with_everything_in_it() {
    assert_same(&plans::full(), laid_in_every_form);
    assert_same(&plans::long(), laid_in_every_form);
}

#[test]
fn a_plan_with_as_little_as_can_be() {
    let mut plan = plans::full();
    (plan.timezone, plan.user.password_hash) = (None, None);
    plan.user.ssh_authorized_keys.clear();
    plan.files.clear();
    plan.units.clear();
    assert_same(&plan, laid_in_every_form);
}

#[test]
fn the_plans_of_every_operating_system() {
    for plan in plans::of_every_os() {
        assert_same(&plan, laid);
    }
}

#[test]
fn the_plans_of_every_fixture() {
    for plan in plans::of_fixtures() {
        assert_same(&plan, laid);
    }
}

/// Forms take long to write without optimisation, so the test does not check every host of a fixture in every form.
#[test]
fn real_plans_in_every_form() {
    for plan in plans::of_fixtures().iter().step_by(4) {
        for target in [Target::CloudInit, Target::Ignition] {
            assert_eq!(forms(&for_target(plan, target), true).len(), 3, "{}: {target:?}", plan.name);
        }
        assert_same(plan, laid_in_every_form);
    }
}
