//! The output folder: what a render leaves behind when all goes well, when something is in the way, and when it is killed.

mod child;
mod killed;
mod modes;
mod refused;
mod replaced;
mod scratch;
