//! The model: the inventory as written, the cluster that it resolves to, what each host is to have, and the output that brings it there.

pub mod artifact;
pub mod cluster;
pub mod inventory;
pub mod manifest;
pub mod material;
pub mod own_paths;
pub mod plan;
