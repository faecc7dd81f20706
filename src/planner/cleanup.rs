//! The removal of stopped containers and unused images: the script on every host, and the timer where that is what runs it.

use std::sync::Arc;

use serde::Serialize;

use super::Planner;
use crate::{
    formats::{minify, template},
    model::{
        cluster::Cleanup,
        plan::{File, HostPlan, Unit},
    },
    values::names::CleanupMethod,
};

const SCRIPT: &str = include_str!("../../templates/host/opt/swarmgen/cleanup.sh");
const SERVICE: &str = include_str!("../../templates/host/etc/systemd/system/swarmgen-cleanup.service");

#[derive(Serialize)]
struct CleanupEnv {
    delay: u64,
    interval: u64,
    keep_containers: String,
    keep_images: String,
}

#[derive(Serialize)]
struct Timer {
    interval: u64,
}

/// What is the same on every host.
pub(super) struct Shared {
    script: Arc<str>,
    env: Arc<str>,
    service: Arc<str>,
    timer: Arc<str>,
}

impl Shared {
    pub(super) fn new(cleanup: &Cleanup) -> Self {
        let timer = template::render(
            "host/etc/systemd/system/swarmgen-cleanup.timer",
            &Timer { interval: cleanup.interval.as_secs() },
        );
        Self {
            script: script().into(),
            env: env(cleanup).into(),
            service: minify::unit(SERVICE).into(),
            timer: timer.into(),
        }
    }
}

pub(super) fn plan(planner: &Planner, plan: &mut HostPlan) {
    let Shared { script, env, service, timer } = &planner.cleanup;
    plan.files.insert("/opt/swarmgen/cleanup.sh".to_owned(), File::public(script.clone()));
    plan.files.insert("/etc/swarmgen/cleanup.env".to_owned(), File::public(env.clone()));
    if planner.cluster.cleanup.method != CleanupMethod::Timer {
        return;
    }
    plan.units.insert("swarmgen-cleanup.service".to_owned(), Unit::started_elsewhere(service.clone()));
    plan.units.insert("swarmgen-cleanup.timer".to_owned(), Unit::enabled(timer.clone()));
}

/// What cleans up, be it run by the timer or in a container: it takes its values from [`env`].
pub(super) fn script() -> String {
    minify::script(SCRIPT)
}

/// The values of [`script`], to be read by a shell.
pub(super) fn env(cleanup: &Cleanup) -> String {
    let context = CleanupEnv {
        delay: cleanup.delay.as_secs(),
        interval: cleanup.interval.as_secs(),
        keep_containers: cleanup.keep_containers.join(" "),
        keep_images: cleanup.keep_images.join(" "),
    };
    template::render("host/etc/swarmgen/cleanup.env", &context)
}
