//! swarmgen compiles one inventory into every host's first-boot configuration.
//!
//! ```text
//! text -> parse -> Inventory -> resolve -> Cluster -> check -> plan -> HostPlan -> emit -> Tree -> write -> disk
//! ```
//!
//! Data flows one way. A stage takes one vocabulary type and returns the next, together with a [`diagnostic::Report`];
//! stages import vocabulary and never each other; only [`write`] and [`run`] touch files, the clock or the environment.
//! `tests/architecture.rs` holds the code to that.

// Vocabulary: what the stages talk about.
pub mod artifact;
pub mod catalog;
pub mod cluster;
pub mod comments;
pub mod compose;
pub mod diagnostic;
pub mod digest;
pub mod duration;
pub mod error;
pub mod image;
pub mod inventory;
pub mod key_path;
pub mod manifest;
pub mod material;
pub mod net;
pub mod netboot;
pub mod node_address;
pub mod os;
pub mod plan;
pub mod platform;
pub mod schema;
pub mod secret;
pub mod source;
pub mod spelling;
pub mod systemd;
pub mod template;
pub mod yaml;

// Stages: each takes one form and gives the next.
pub mod check;
pub mod diff;
pub mod emit;
pub mod parse;
pub mod planner;
pub mod resolve;
pub mod write;

// Edges: what people see, and what wires the stages.
pub mod cli;
pub mod reference;
pub mod report;
pub mod run;
pub mod status;
