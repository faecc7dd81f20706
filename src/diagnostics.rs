//! Findings about an inventory, their codes and pages, and their output.

pub(crate) mod codes;
mod diagnostic;
pub mod error;
pub mod report;
pub mod source;
pub mod spelling;

pub(crate) use diagnostic::code;
pub use diagnostic::{Code, Diagnostic, Place, Report, Severity};
