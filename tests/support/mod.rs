//! What several tests share.
#![allow(dead_code, reason = "each test is a crate of its own and takes what it needs")]

pub(crate) mod judge;
pub(crate) mod laid;
pub(crate) mod plans;
