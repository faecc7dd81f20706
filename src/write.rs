//! Writes the files to disk: the only stage that touches the output folder.
//!
//! A render has two phases. The first phase writes every change into `.swarmgen-staging` in the output folder, and
//! skips files that are unchanged. Renaming that folder to `.swarmgen-commit` is the point of no return. The second
//! phase renames each file in it to its place, removes the files that only the old manifest lists with the folders that
//! become empty, and renames `manifest.json` last.
//!
//! These guarantees hold whenever a render fails or is killed:
//! - Every file of the output is complete, either the old or the new one.
//! - Before the point of no return, the output is the old one. An error removes the staging folder; after a kill, the
//!   next render removes it.
//! - After the point of no return, the output becomes the new one: the next render, and [`Existing::open`], take the
//!   remaining steps first. The first phase has already looked for obstacles: a symlink, a foreign file, a folder that
//!   is not writable or is on another file system.
//! - A render never replaces or removes a file that the old manifest does not list. A listed file belongs to swarmgen,
//!   edited or not.
//! - A render follows no symlink below the output folder (see `handle`). The output folder itself may be one.
//! - Other users can never read a secret: its file has mode 0600 from the start.
//!
//! A render does not sync: a sync would wait for all pending writes to that disk, seconds to minutes on a busy machine,
//! and the output can be rendered again. After a power failure a file may be empty or short. The next render compares
//! files by content, so it fixes such a file.

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
