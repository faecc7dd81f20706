//! The formats of files: YAML, sections with keys, templates of line-oriented text, compose files, the inventory's schema.

pub mod compose;
mod compose_types;
pub mod env_file;
pub mod environment;
pub mod ini;
pub mod minify;
pub mod reference;
pub mod schema;
pub mod template;
pub mod variables;
pub mod yaml;
