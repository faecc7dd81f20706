//! Plain values with a syntax of their own. Each type validates its text.

pub mod digest;
pub mod duration;
pub mod image;
pub mod key_path;
pub mod names;
pub mod net;
pub mod netboot;
pub mod node_address;
pub mod program;
pub mod secret;
pub mod systemd;
pub mod time_zone;
