//! swarmgen compiles one inventory into every host's first-boot configuration.
//!
//! ```text
//! text -> parse -> Inventory -> resolve -> Cluster -> check -> plan -> HostPlan -> emit -> Tree -> write -> disk
//! ```
//!
//! Data flows one way. A stage takes one vocabulary type and returns the next, together with a [`diagnostics::Report`];
//! stages import vocabulary and never each other; only [`mod@write`] and [`run`] touch files, the clock or the environment.
//! `tests/architecture.rs` holds the code to that.

// Vocabulary: what the stages talk about.
pub mod diagnostics;
pub mod exchange;
pub mod formats;
pub mod model;
pub mod os;
pub mod values;

// Stages: each takes one form and gives the next.
pub mod check;
pub mod diff;
pub mod emit;
pub mod parse;
pub mod planner;
pub mod resolve;
pub mod write;

// Edges: what people see, and what wires the stages.
pub mod catalog;
pub mod cli;
pub mod run;
