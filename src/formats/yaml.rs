//! YAML for cloud-init, Docker and the registry: each scalar keeps its type and value, also in YAML 1.1.

use serde::{Serialize, de::DeserializeOwned};

/// Writes a document.
pub fn to_string(document: &impl Serialize) -> String {
    // Do not fold long lines: that is valid YAML, but hard to read.
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    serde_saphyr::to_string_with_options(document, options).expect("strings, lists and maps can be written as YAML")
}

/// Writes a document, a map, with the minimal indentation: also that of a list in it, which needs none at all.
pub fn to_compact_string(document: &impl Serialize) -> String {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX, indent_step: 1 };
    let text = serde_saphyr::to_string_with_options(document, options);
    let text = text.expect("strings, lists and maps can be written as YAML");
    let (mut in_list, mut below_key) = (false, false);
    let dedent = |line: &str| {
        match line.as_bytes() {
            [b' ', b'-', ..] if below_key => in_list = true,
            [b' ' | b'\n', ..] => {}
            _ => in_list = false,
        }
        below_key = !line.starts_with([' ', '\n']) && line.ends_with(":\n");
        if in_list { line.strip_prefix(' ').unwrap_or(line) } else { line }.to_owned()
    };
    text.split_inclusive('\n').map(dedent).collect()
}

/// Reads a document as Docker does: `0440` is octal, and `yes` is text.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let options = serde_saphyr::options! { legacy_octal_numbers: true, strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| error.to_string().lines().next().unwrap_or_default().to_owned())
}
