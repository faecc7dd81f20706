//! The output folder after a render that succeeds, that an obstacle stops, or that is killed.

mod child;
mod killed;
mod modes;
mod refused;
mod replaced;
mod scratch;
