//! The formats of files: YAML, templates of line-oriented text, compose files, the inventory's schema.

pub mod compose;
pub mod minify;
pub mod reference;
pub mod schema;
pub mod template;
pub mod yaml;
