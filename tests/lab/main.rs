//! The lab: real hosts (real systemd as process 1, real cloud-init or Ignition, real dockerd) on one machine, which
//! boot from the output of `swarmgen render` alone.
//!
//! A scenario starts a [`lab::Lab`], creates hosts in it, and causes faults: it cuts their power, unplugs their network
//! cable, replaces their disk. It needs root. If there can be no lab, a scenario prints `skipped: …` and passes, unless
//! `SWARMGEN_REQUIRE_TOOLS=1`.
//!
//! The scenarios share two cores with each other's hosts, so run them one at a time: `--test-threads=1`. Scenarios that
//! take minutes are ignored by default.

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

/// The pause between two probes, which use the same cores as the hosts.
const PAUSE: Duration = Duration::from_millis(500);
