//! What swarmgen writes and says, and what its scripts do: everything that needs neither a host nor a machine of its own.
//!
//! One crate, so that it is compiled and linked once. `cargo test --test integration golden` runs one module. Hosts are in `tests/lab`,
//! virtual machines in `tests/vm`.

mod converge;
#[path = "../lab/skip.rs"]
mod skip;
mod support;

mod architecture;
mod bad_input;
mod chapter;
mod cleanup;
mod decide;
mod deploy;
mod diagnostics;
mod docs;
mod engine;
mod exploration;
mod first_boot;
mod golden;
mod host_lint;
mod judges;
mod matchbox;
mod minify;
mod model;
mod netboot;
mod pages;
mod paths;
mod prompt;
mod properties;
mod properties_text;
mod revision;
mod schema;
mod seed_image;
mod serve;
mod shell;
mod sizes;
mod stacks;
mod status;
mod systems;
mod targets;
mod voice;
mod wiring;
mod writing;
