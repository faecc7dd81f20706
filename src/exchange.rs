//! The files on the share, below `.swarmgen/` of its mount point: one folder for each cluster and generation.
//!
//! ```text
//! .swarmgen/CLUSTER/gN/
//!     exchange                the swarm's id, the worker token, the managers' addresses and the roster; the leader writes it
//!     hosts/NAME              the status of a host; that host alone writes it
//!     engine/NAME             what a host's engine says of its `daemon.json`
//!     inventory/REVISION/     the inventory as the leader reads it: `cluster.tsv`, `stacks/` and `end`
//!     bell                    a change of it tells the leader to look for a new revision
//! ```
//!
//! The host scripts use the same names. In Rust, only this folder uses them, with the reader and the writer of a file
//! together.

pub mod layout;
pub mod revision;
pub mod status;
pub mod table;
