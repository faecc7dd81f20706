//! Whether a host's document is small enough for the platform that it is handed to. It takes the written bytes, so
//! it is the one check that comes after the emitters.

use std::fmt::Write;

use crate::{
    diagnostics::{Diagnostic, codes},
    emit::{Document, Sizes, sizes},
    model::{cluster::Host, plan::HostPlan},
    os::platform::Limit,
    values::names::UserDataLimit,
};

/// Finds that the host's platform refuses its document.
pub(super) fn too_large(host: &Host, plan: &HostPlan, document: &Document) -> Option<Diagnostic> {
    let platform = host.platform?;
    let limit = Limit::of(platform);
    let bytes = document.bytes.len();
    if limit.takes(bytes) {
        return None;
    }
    let size = limit.count(bytes);
    let encoded = if limit.base64 { " as base64" } else { "" };
    let taken = match platform {
        UserDataLimit::Platform(platform) => format!("`{platform}` takes {}", limit.bytes),
        UserDataLimit::Bytes(bytes) => format!("`platform` allows {bytes}"),
    };
    let message = format!("the configuration of `{}`, compressed, has {size} bytes{encoded}; {taken}", host.name);
    Some(
        Diagnostic::at(codes::USER_DATA_TOO_LARGE, host.origin.of("platform"), message)
            .note(table(&sizes(plan), limit))
            .help("Boot the host from a NoCloud seed or the Ignition file itself, and remove `platform`."),
    )
}

/// How many files the table has; the rest is small.
const SHOWN: usize = 8;

/// What takes how much: the whole in each form, and the files that weigh the most.
fn table(sizes: &Sizes, limit: Limit) -> String {
    let [plain, files, whole] = sizes.forms.map(|size| limit.count(size));
    let mut table =
        format!("it has {plain} bytes as it stands, {files} with its files compressed, {whole} compressed as a whole");
    table.push_str("\n   bytes  compressed");
    for (path, bytes, compressed) in sizes.files.iter().take(SHOWN) {
        write!(table, "\n{bytes:8}  {compressed:10}  {path}").expect("a string takes all");
    }
    if let Some(more) = sizes.files.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        write!(table, "\n                      and {more} more").expect("a string takes all");
    }
    table
}
