//! The lab: real hosts (real systemd as process 1, real cloud-init or Ignition, real dockerd) on one machine, started from what
//! `swarmgen render` wrote and nothing else.
//!
//! A scenario asks for a [`lab::Lab`], makes hosts in it, and then does to them what life does: cuts their power, pulls their network
//! cable, replaces their disk. It needs root; where the lab cannot be had a scenario says `skipped: …` and passes, unless
//! `SWARMGEN_REQUIRE_TOOLS=1`.
//!
//! The scenarios share two cores with each other's hosts, so run them one at a time: `--test-threads=1`. Those that take minutes are
//! ignored by default.

mod cgroup;
mod cluster;
mod host;
mod invariants;
mod keeper;
mod lab;
mod network;
mod rootfs;
mod run_dir;
mod scenarios;
mod seed;
mod skip;
mod swarm;
mod wait;

use std::time::Duration;

/// Between two looks at the hosts, which share the cores with the one who looks.
const PAUSE: Duration = Duration::from_millis(500);
