//! Checks the size limit of a host's platform. This needs the output of the emitters, so it is the only check that runs after them.

use std::fmt::Write;

use crate::{
    diagnostics::{Diagnostic, codes},
    emit::{Document, Sizes, sizes},
    model::{cluster::Host, plan::HostPlan},
    os::platform::Limit,
    values::names::UserDataLimit,
};

/// Reports a document that exceeds the limit of the host's platform.
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
        UserDataLimit::Platform(platform) => format!("`{platform}` allows {}", limit.bytes),
        UserDataLimit::Bytes(bytes) => format!("`platform` allows {bytes}"),
    };
    let message = format!("the compressed configuration of host `{}` has {size} bytes{encoded}; {taken}", host.name);
    Some(
        Diagnostic::at(codes::USER_DATA_TOO_LARGE, host.origin.of("platform"), message)
            .note(table(&sizes(plan), limit))
            .help(help(plan)),
    )
}

fn help(plan: &HostPlan) -> &'static str {
    if plan.program.is_empty() {
        "Set `program = \"share\"` in `[delivery]`, which takes the scripts out of the configuration."
    } else {
        "Boot the host from a NoCloud seed or the Ignition file, and remove `platform`."
    }
}

/// The number of files in the table; the other files are small.
const SHOWN: usize = 8;

/// The sizes: of the whole in each form, and of the largest files.
fn table(sizes: &Sizes, limit: Limit) -> String {
    let [plain, files, whole] = sizes.forms.map(|size| limit.count(size));
    let mut table =
        format!("the size is {plain} bytes uncompressed, {files} with compressed files, {whole} compressed as a whole");
    table.push_str("\n   bytes  compressed");
    for (path, bytes, compressed) in sizes.files.iter().take(SHOWN) {
        write!(table, "\n{bytes:8}  {compressed:10}  {path}").expect("a string takes all");
    }
    if let Some(more) = sizes.files.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        write!(table, "\n                      and {more} more").expect("a string takes all");
    }
    table
}
