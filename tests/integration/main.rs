//! Tests of swarmgen's output and messages, and of its scripts: everything that needs neither a lab host nor a virtual
//! machine.
//!
//! One crate, so it is compiled and linked once. `cargo test --test integration golden` runs one module. `tests/lab`
//! starts hosts, and `tests/vm` starts virtual machines.

mod converge;
#[path = "../lab/skip.rs"]
mod skip;
mod support;

mod architecture;
mod bad_input;
mod chapter;
mod cleanup;
mod compose;
mod daemon;
mod decide;
mod deploy;
mod diagnostics;
mod docs;
mod engine;
mod existing_mount;
mod exploration;
mod first_boot;
mod golden;
mod host_lint;
mod judges;
mod matchbox;
mod minify;
mod model;
mod netboot;
mod networks;
mod pages;
mod paths;
mod program;
mod prompt;
mod properties;
mod properties_text;
mod revision;
mod schema;
mod seed_image;
mod serve;
mod share;
mod shell;
mod sizes;
mod stacks;
mod status;
mod systems;
mod targets;
mod voice;
mod wiring;
mod writing;
