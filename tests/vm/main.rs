//! The virtual machines: hosts with a boot loader, a kernel, a disk and a clock of their own, which boot from what `swarmgen render`
//! wrote as a user's machines do, from the network or beside a seed drive, and mount their share over NFS.
//!
//! Slower than the lab's hosts by far, most of all where the processor is emulated; so here is only what those cannot show. A pass asks
//! for a [`cluster::Cluster`] and does to its machines what life does. It needs root; where the machines cannot be had a pass says
//! `skipped: …` and passes, unless `SWARMGEN_REQUIRE_TOOLS=1`. Run the passes one at a time: `--test-threads=1`.
#![allow(dead_code, reason = "the lab uses the rest of what is shared with it")]

#[path = "../lab/cgroup.rs"]
mod cgroup;
#[path = "../lab/keeper.rs"]
mod keeper;
#[path = "../lab/rootfs.rs"]
mod rootfs;
#[path = "../lab/run_dir.rs"]
mod run_dir;
#[path = "../lab/skip.rs"]
mod skip;
#[path = "../lab/swarm.rs"]
mod swarm;
#[path = "../lab/wait.rs"]
mod wait;

mod accelerator;
mod cluster;
mod host;
mod lab;
mod machine;
mod mirror;
mod overlay;
mod passes;
mod server;
mod shell;

use std::time::Duration;

/// Between two looks at the hosts, which share the cores with the one who looks.
const PAUSE: Duration = Duration::from_secs(3);
