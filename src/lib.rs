//! swarmgen compiles one inventory into every host's first-boot configuration.
//!
//! ```text
//! text -> parse -> Inventory -> resolve -> Cluster -> check -> plan -> HostPlan -> emit -> Tree -> write -> disk
//! ```
//!
//! Data flows one way. A stage takes one vocabulary type and returns the next, together with a [`diagnostics::Report`].
//! Stages import the vocabulary and never each other. Only [`mod@write`] and [`run`] touch files, the clock or the
//! environment. `tests/integration/architecture.rs` enforces these rules.

// Vocabulary: the types that the stages exchange.
pub mod diagnostics;
pub mod exchange;
pub mod formats;
pub mod model;
pub mod os;
pub mod values;

// Stages: each takes one form and returns the next.
pub mod check;
pub mod diff;
pub mod emit;
pub mod parse;
pub mod planner;
pub mod resolve;
pub mod write;

// Edges: the command line, and the wiring of the stages.
pub mod catalog;
pub mod cli;
pub mod run;
