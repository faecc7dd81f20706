//! Reads the files of the user's own stacks.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    diagnostics::{Diagnostic, Report, codes, error::reason},
    model::inventory::Inventory,
    resolve::stack_files,
};

/// Reads every file once, relative to `folder`. Reports a file that cannot be read at each place that names it.
pub(super) fn read(inventory: &Inventory, folder: &Path, report: &mut Report) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (at, path) in stack_files(inventory) {
        match fs::read_to_string(folder.join(path)) {
            Ok(text) => drop(files.insert(path.to_owned(), text)),
            Err(error) => {
                let message = format!("the file `{}` cannot be read: {}", folder.join(path).display(), reason(&error));
                let help = "Correct the path, which is relative to the inventory; stack files must be UTF-8 text.";
                report.push(Diagnostic::at(codes::STACK_FILE_UNAVAILABLE, at, message).help(help));
            }
        }
    }
    files
}
