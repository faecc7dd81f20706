//! One revision of the inventory: `inventory/REVISION/` with `revision`, `cluster.tsv`, `stacks/`, and `end`, which lists all other
//! files in the format of sha256sum(1). During a copy, or after an interrupted one, `end` is missing or does not match,
//! and the leader ignores the revision.

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

/// The revision of a folder with this name: digits without leading zeros.
pub fn number(name: &str) -> Option<u32> {
    name.parse().ok().filter(|number: &u32| *number > 0 && number.to_string() == name)
}

/// Whether a folder is a copy of another revision, such as a backup of which the name is a date. `written` is the text
/// of its file [`NUMBER`].
pub fn is_copy(name: &str, written: Option<&str>) -> bool {
    written.is_some_and(|written| written.trim_end() != name)
}

/// The file that holds the revision's number, so that a copy of the folder under another number does not count.
pub const NUMBER: &str = "revision";

/// Adds `revision`, `cluster.tsv` and `end` to the files of a revision. Paths are relative to its folder.
pub fn complete(revision: u32, mut files: Vec<(String, String)>, table: &str) -> Vec<(String, String)> {
    files.push((NUMBER.to_owned(), format!("{revision}\n")));
    // The last line of `end` proves that no other line is missing.
    files.push((table::FILE_NAME.to_owned(), table.to_owned()));
    let end = files.iter().map(|(path, text)| format!("{}  {path}\n", Sha256Digest::of(text))).collect();
    files.push((END.to_owned(), end));
    files
}

/// Whether `end` has its last line, which names `cluster.tsv`.
pub fn is_complete(end: &str) -> bool {
    end.trim_end().ends_with(table::FILE_NAME)
}

#[cfg(test)]
mod tests {
    use super::{complete, is_complete};

    #[test]
    fn a_revision_without_its_last_line_is_not_complete() {
        let files = complete(2, vec![("stacks/web/compose.yml".to_owned(), "x".to_owned())], "ds1\tmanager\n");
        let (name, end) = files.last().expect("a revision has an end");
        assert_eq!((name.as_str(), end.lines().count()), ("end", 3));
        assert!(is_complete(end));
        let first = end.lines().next().expect("it lists the stack's file");
        assert!(!is_complete(first) && !is_complete(""));
    }
}
