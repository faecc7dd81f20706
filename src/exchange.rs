//! What lies on the shared storage.

pub mod status;
