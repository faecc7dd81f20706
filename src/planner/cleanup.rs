//! The removal of stopped containers and unused images: the script on every host, and its timer unless a stack runs it.

use serde::Serialize;

use super::{
    Planner,
    bundle::{At, Bundle, part},
};
use crate::{formats::template::Values, model::cluster::Host, values::names::CleanupMethod};

pub(super) const BUNDLE: Bundle = Bundle {
    parts: &[
        part!("opt/swarmgen/cleanup.sh", "removes stopped containers and unused images, see [Cleaning up](cleanup.md)"),
        part!("etc/swarmgen/cleanup.env", "the values of `cleanup.sh`"),
        part!("etc/systemd/system/swarmgen-cleanup.service", "runs `cleanup.sh`; not with `method = \"stack\"`")
            .at(by_timer),
        part!("etc/systemd/system/swarmgen-cleanup.timer", "starts the cleanup; not with `method = \"stack\"`")
            .enabled()
            .at(by_timer),
    ],
    values,
    ..Bundle::EMPTY
};

fn by_timer(planner: &Planner, _: &Host) -> At {
    (planner.cluster.cleanup.method == CleanupMethod::Timer).into()
}

#[derive(Serialize)]
struct Cleanup {
    delay: u64,
    interval: u64,
    keep_containers: String,
    keep_images: String,
}

fn values(planner: &Planner, _: &Host) -> Values {
    let cleanup = &planner.cluster.cleanup;
    Values::of(&Cleanup {
        delay: cleanup.delay.as_secs(),
        interval: cleanup.interval.as_secs(),
        keep_containers: cleanup.keep_containers.join(" "),
        keep_images: cleanup.keep_images.join(" "),
    })
}
