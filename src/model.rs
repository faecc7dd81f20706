//! The model: the inventory, the cluster that it resolves to, the plan of each host, and the output files.

pub mod artifact;
pub mod cluster;
pub mod inventory;
pub mod manifest;
pub mod material;
pub mod network;
pub mod own_paths;
pub mod plan;
