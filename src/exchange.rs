//! The files on the share, below `.swarmgen/` of its mount point: one folder for each cluster and generation.
//!
//! ```text
//! .swarmgen/CLUSTER/gN/
//!     exchange                the swarm's id, the worker token, the managers' addresses and the roster; the leader writes it
//!     hosts/NAME              the status of a host; that host alone writes it
//!     deployed/STACK          the checksums of a deployed stack; the leader writes it
//!     engine/NAME             the reason why a host's engine rejected a `daemon.json`
//!     engine/.lease           the host that may restart its engine now
//!     inventory/REVISION/     the inventory as the leader reads it: `cluster.tsv`, `stacks/` and `end`
//!     images                  the images that services name; managers write it, and the cleanup on workers reads it
//!     bell                    wakes the leader; any host, or the operator with a new revision, creates it
//! ```
//!
//! The host scripts use the same names. In Rust, only this folder uses them, with the reader and the writer of a file
//! together.

pub mod layout;
pub mod revision;
pub mod status;
pub mod table;
