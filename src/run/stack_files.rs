//! Reads the files of the user's own stacks.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::{
    diagnostics::{Diagnostic, Report, codes, error::reason},
    model::inventory::Inventory,
    resolve::stack_files,
};

/// A file that is larger is not one of a stack: swarm allows 1 MB for a config, and less for a secret.
const LARGEST: u64 = 4 << 20;

/// Reads every file once, relative to `folder`. Reports a file that cannot be read at each place that names it.
pub(super) fn read(inventory: &Inventory, folder: &Path, report: &mut Report) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (at, path) in stack_files(inventory) {
        match text(&folder.join(path)) {
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

fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(LARGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST {
        return Err(io::Error::other(format!("it is larger than {} MiB, the most that is allowed", LARGEST >> 20)));
    }
    Ok(text)
}
