//! Reads the files of the user's own stacks.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use crate::{
    diagnostics::{Diagnostic, Report, codes, error::reason},
    model::inventory::Inventory,
    resolve::stack_files,
    values::key_path::KeyPath,
};

/// Every manager gets the files with its user-data, and Docker accepts configs up to 1,000 KiB.
const LARGEST: u64 = 1 << 20;

/// Reads every file once, relative to `folder`. Reports a file that cannot be read at each place that names it.
pub(super) fn read(inventory: &Inventory, folder: &Path, report: &mut Report) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (at, path) in stack_files(inventory) {
        let whole = folder.join(path);
        match text(&whole) {
            Ok(text) if text.len() as u64 > LARGEST => report.push(too_large(at, &whole)),
            Ok(text) => drop(files.insert(path.to_owned(), text)),
            Err(error) => report.push(unavailable(at, &whole, &error)),
        }
    }
    files
}

/// The text of a file, up to one byte more than allowed. A pipe or a device may never end.
fn text(path: &Path) -> io::Result<String> {
    let kind = fs::metadata(path)?;
    if !kind.is_file() && !kind.is_dir() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("not UTF-8"))
}

fn too_large(at: KeyPath, path: &Path) -> Diagnostic {
    let message = format!("the file `{}` has more than {LARGEST} bytes", path.display());
    let help = "Put large files on the share, and mount them from there.";
    Diagnostic::at(codes::TOO_LARGE, at, message).help(help)
}

fn unavailable(at: KeyPath, path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("the file `{}` cannot be read: {}", path.display(), reason(error));
    let help = "Correct the path, which is relative to the inventory; stack files must be UTF-8 text.";
    Diagnostic::at(codes::STACK_FILE_UNAVAILABLE, at, message).help(help)
}
