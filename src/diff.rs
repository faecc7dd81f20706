//! The changes that a render would make, as text: each file of the old output beside the new one.

use similar::TextDiff;

use crate::model::artifact::{Artifact, Present, RelPath};

/// The change of one file: a unified diff, or one line for secret or binary content. `None` if the file stays the same.
pub fn file(path: &RelPath, old: Option<&Present>, new: Option<&Artifact>) -> Option<String> {
    let what = match (old, new) {
        (None, None) => return None,
        (None, Some(_)) => "added",
        (Some(_), None) => "removed",
        (Some(old), Some(new)) if old.bytes == new.bytes => return changed_mode(path, old.mode, new.mode()),
        (Some(_), Some(_)) => "changed",
    };
    if old.is_some_and(|old| old.secret) || new.is_some_and(|new| new.secret) {
        return Some(format!("{path}: {what} (holds a secret)\n"));
    }
    let (before, after) = (old.map_or(&[][..], |old| &old.bytes), new.map_or(&[][..], |new| &new.bytes));
    let (Some(before), Some(after)) = (text(before), text(after)) else {
        return Some(format!("{path}: {what} (not text)\n"));
    };
    if before.is_empty() && after.is_empty() {
        return Some(format!("{path}: {what} (empty)\n"));
    }
    let name = |there: bool| if there { path.as_str() } else { "/dev/null" };
    Some(
        TextDiff::from_lines(before, after).unified_diff().header(name(old.is_some()), name(new.is_some())).to_string(),
    )
}

fn changed_mode(path: &RelPath, old: u32, new: u32) -> Option<String> {
    (old != new).then(|| format!("{path}: mode {old:04o} becomes {new:04o}\n"))
}

/// The content as text, if a terminal can show it. A NUL byte marks binary content, as in diff(1).
fn text(bytes: &[u8]) -> Option<&str> {
    str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use indoc::indoc;

    use super::file;
    use crate::model::artifact::{Artifact, Present, RelPath};

    fn diff(old: Option<(&str, u32)>, new: Option<(&str, bool)>) -> Option<String> {
        let path = RelPath::new("hosts/ds1/user-data").expect("a plain path");
        let old = old.map(|(text, mode)| Present { bytes: text.into(), mode, secret: mode == 0o600 });
        let new = new.map(|(text, secret)| Artifact { bytes: text.into(), secret });
        file(&path, old.as_ref(), new.as_ref())
    }

    #[test]
    fn a_changed_file_is_a_unified_diff() {
        let expected = indoc! {"
            --- hosts/ds1/user-data
            +++ hosts/ds1/user-data
            @@ -1,2 +1,2 @@
             a
            -b
            +c
        "};
        assert_eq!(diff(Some(("a\nb\n", 0o644)), Some(("a\nc\n", false))).as_deref(), Some(expected));
    }

    #[test]
    fn an_added_or_removed_file_is_compared_with_nothing() {
        let added = "--- /dev/null\n+++ hosts/ds1/user-data\n@@ -0,0 +1 @@\n+a\n";
        assert_eq!(diff(None, Some(("a\n", false))).as_deref(), Some(added));
        let removed = "--- hosts/ds1/user-data\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n";
        assert_eq!(diff(Some(("a\n", 0o644)), None).as_deref(), Some(removed));
        assert_eq!(diff(None, Some(("", false))).as_deref(), Some("hosts/ds1/user-data: added (empty)\n"));
    }

    #[test]
    fn what_stays_is_not_mentioned() {
        assert_eq!(diff(Some(("a\n", 0o644)), Some(("a\n", false))), None);
        assert_eq!(diff(None, None), None);
    }

    #[test]
    fn a_mode_is_a_difference() {
        let line = "hosts/ds1/user-data: mode 0666 becomes 0644\n";
        assert_eq!(diff(Some(("a\n", 0o666)), Some(("a\n", false))).as_deref(), Some(line));
    }

    #[test]
    fn a_secret_is_never_shown() {
        let secret = "token\n";
        for (old, new) in [
            (Some((secret, 0o600)), Some(("other\n", true))),
            (Some((secret, 0o600)), Some(("other\n", false))),
            (Some(("other\n", 0o644)), Some((secret, true))),
            (Some((secret, 0o600)), None),
            (None, Some((secret, true))),
        ] {
            let text = diff(old, new).expect("a difference");
            assert!(text.ends_with("(holds a secret)\n") && !text.contains("token"), "{text}");
        }
    }

    #[test]
    fn what_is_not_text_is_not_shown() {
        assert_eq!(diff(None, Some(("a\0", false))).as_deref(), Some("hosts/ds1/user-data: added (not text)\n"));
    }
}
