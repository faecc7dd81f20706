//! Texts that are no TOML at all: other formats, and files in the middle of a merge. One finding is enough for each.

use super::statements::is_key_value;
use crate::diagnostics::{Diagnostic, Place, codes};

const TABLES: &str = "Write `[TABLE]` above the lines of a table, and `KEY = VALUE` on each line.";

/// The finding about a text that is in another format.
pub(super) fn diagnose(text: &str) -> Option<Diagnostic> {
    if let Some((at, line)) = lines(text).find(|(_, line)| is_conflict(line)) {
        let message = format!("`{}` is a conflict marker of a merge", &line[..7]);
        let help = "Resolve the conflict, and remove the lines that start with `<<<<<<<`, `=======` and `>>>>>>>`.";
        return Some(finding(at, 7, message, help));
    }
    if let (Some(at), false) = (text.find('\r'), text.contains('\n')) {
        let message = "the lines end with CR alone; TOML requires LF".to_owned();
        return Some(finding(at, 1, message, "Save the file with LF line endings."));
    }
    let is_comment = |line: &str| line.starts_with('#') && !line.starts_with("#!/");
    let (at, first) = lines(text).find(|(_, line)| !line.trim().is_empty() && !is_comment(line))?;
    let (format, help) = format_of(text, first.trim_start_matches('\u{feff}'))?;
    Some(finding(at, first.trim_end().len(), format!("this is {format}; the inventory is TOML"), help))
}

fn finding(at: usize, length: usize, message: String, help: &str) -> Diagnostic {
    Diagnostic::new(codes::TOML_SYNTAX, Place::Span(at..at + length), message).help(help)
}

fn is_conflict(line: &str) -> bool {
    ["<<<<<<< ", ">>>>>>> ", "||||||| "].iter().any(|marker| line.starts_with(marker)) || line.trim_end() == "======="
}

fn format_of(text: &str, first: &str) -> Option<(&'static str, &'static str)> {
    let first = first.trim();
    let is_json = first == "{" || first.starts_with("{\"") || first.starts_with("{ \"") || first.starts_with("[{");
    if is_json || first == "[" && !text.contains('=') {
        return Some(("JSON", TABLES));
    }
    if first.starts_with("<?xml") || first.starts_with("<!") || first.starts_with("<html") {
        return Some(("XML or HTML", "Check the path of the inventory."));
    }
    if first.starts_with("#!/") {
        return Some(("a script", "Check the path of the inventory."));
    }
    let yaml = lines(text).filter(|(_, line)| is_yaml(line)).count();
    let toml = lines(text).filter(|(_, line)| is_key_value(line)).count();
    let starts = ["---", "%YAML"].iter().any(|start| first.starts_with(start));
    // A file with some lines of TOML has mistakes in its other lines.
    (yaml > 2 * toml && (yaml > 1 || starts || !first.starts_with('['))).then_some(("YAML", TABLES))
}

fn is_yaml(line: &str) -> bool {
    let line = line.trim();
    let line = line.strip_prefix("- ").unwrap_or(line);
    let key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    let pair = line.split_once(": ").or_else(|| Some((line.strip_suffix(':')?, "")));
    line == "---" || pair.is_some_and(|(found, _)| key(found.trim_matches(['"', '\''])))
}

/// The lines of a text, each with its offset.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = offset;
        offset += line.len();
        (at, line)
    })
}
