//! One revision of the inventory: `inventory/REVISION/` with `cluster.tsv`, `stacks/`, and `end`, which lists all other files as
//! sha256sum(1) does. A copy that is under way, or was broken off, has no `end` that fits, and the leader does not take it.

use super::{layout::INVENTORY, table};
use crate::values::digest::Sha256Digest;

/// The folder of the stacks.
pub const STACKS: &str = "stacks";
/// The file that lists the others.
pub const END: &str = "end";

/// The folder of a revision, relative to the exchange folder.
pub fn folder(revision: u32) -> String {
    format!("{INVENTORY}/{revision}")
}

/// The revision that a folder's name stands for.
pub fn number(name: &str) -> Option<u32> {
    name.parse().ok()
}

/// Adds `cluster.tsv` and `end` to the files of a revision, which are given by path relative to its folder.
pub fn complete(mut files: Vec<(String, String)>, table: &str) -> Vec<(String, String)> {
    // The last line of `end` tells that no other is missing.
    files.push((table::FILE_NAME.to_owned(), table.to_owned()));
    let end = files.iter().map(|(path, text)| format!("{}  {path}\n", Sha256Digest::of(text))).collect();
    files.push((END.to_owned(), end));
    files
}

/// Whether `end` has its last line, which names the file that was copied last.
pub fn is_complete(end: &str) -> bool {
    end.trim_end().ends_with(table::FILE_NAME)
}

#[cfg(test)]
mod tests {
    use super::{complete, is_complete};

    #[test]
    fn a_revision_without_its_last_line_is_not_complete() {
        let files = complete(vec![("stacks/web/compose.yml".to_owned(), "x".to_owned())], "ds1\tmanager\n");
        let (name, end) = files.last().expect("a revision has an end");
        assert_eq!((name.as_str(), end.lines().count()), ("end", 2));
        assert!(is_complete(end));
        let first = end.lines().next().expect("it lists the stack's file");
        assert!(!is_complete(first) && !is_complete(""));
    }
}
