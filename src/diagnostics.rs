//! What swarmgen says about an inventory: findings, their codes and pages, and how they are printed.

pub mod catalog;
mod diagnostic;
pub mod error;
pub mod report;
pub mod source;
pub mod spelling;

pub use diagnostic::{Diagnostic, Place, Report, Severity};
