//! Brings the files to disk: the only stage that touches the output folder.
//!
//! A render has two phases. First everything that changes is written into `.swarmgen-staging` in the output folder; a file
//! that is already as wanted is only compared. Then that folder is renamed to `.swarmgen-commit`, which is the point of no
//! return; each file in it is renamed into its place, what only the old manifest lists is removed together with the folders
//! that this leaves empty, and `manifest.json` is renamed last.
//!
//! What follows from that, at whatever moment a render fails or is killed:
//! - Every file of the output is the old one or the new one, whole.
//! - Before the point of no return the output is the old one. An error removes the staging folder on the way out; a render
//!   that is killed leaves it to the next one.
//! - After it the output becomes the new one: the next render, and [`Existing::open`], take the remaining steps before
//!   anything else. What could make a step fail (a symlink, a foreign file, a folder that must not be written to or lies on
//!   another file system) has been looked for before.
//! - A file that the old manifest does not list is never replaced or removed. One that it lists is swarmgen's, edited since
//!   or not.
//! - Nothing below the output folder is reached through a symlink ([`handle`]). The output folder itself may be one.
//! - A secret is never readable by others: it is made with mode 0600.
//!
//! Nothing is synced: a sync makes the render wait for everything that anybody has written to that disk, seconds to minutes
//! on a busy machine, and what it would save can be rendered again. After a power failure a file may be empty or short; since
//! files are compared by content, the next render finds and mends it.

pub use existing::Existing;
pub use output::{Output, Summary};
pub use view::{Stamp, View};

mod commit;
mod existing;
mod handle;
mod output;
mod root;
mod staging;
mod view;

const STAGING: &str = ".swarmgen-staging";
const COMMIT: &str = ".swarmgen-commit";
const FOLDER_MODE: u32 = 0o755;
