//! The virtual machines: hosts with a boot loader, a kernel, a disk and a clock of their own. They boot from the output
//! of `swarmgen render` as an operator's machines do, from the network or with a seed drive, and mount their share over
//! NFS.
//!
//! They are much slower than the lab's hosts, above all on an emulated processor, so they test only features that the
//! lab cannot. A pass starts a [`cluster::Cluster`] and causes faults on its machines. It needs root. If there can be
//! no machines, a pass prints `skipped: …` and passes, unless `SWARMGEN_REQUIRE_TOOLS=1`. Run the passes one at a time:
//! `--test-threads=1`.
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

/// The pause between two probes, which use the same cores as the hosts.
const PAUSE: Duration = Duration::from_secs(3);
