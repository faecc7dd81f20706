//! Names in the spelling of systemd.

use std::fmt::Write;

/// The name of the unit that mounts `path`, an absolute path: `/var/data` is `var-data.mount`.
///
/// Like `systemd-escape --path`: `/` becomes `-`. A letter, a digit, `:`, `_` and an inner `.` stay; any other byte
/// becomes `\xNN`.
pub fn mount_unit(path: &str) -> String {
    let mut name = String::new();
    for (index, byte) in path.trim_matches('/').bytes().enumerate() {
        match byte {
            b'/' => name.push('-'),
            b'.' if index > 0 => name.push('.'),
            b':' | b'_' => name.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => name.push(char::from(byte)),
            _ => write!(name, "\\x{byte:02x}").expect("a string takes all that is written"),
        }
    }
    name + ".mount"
}

#[cfg(test)]
mod tests {
    use super::mount_unit;

    // Each pair is the output of systemd-escape 257.
    #[test]
    fn escapes_as_systemd_does() {
        assert_eq!(mount_unit("/var/data"), "var-data.mount");
        assert_eq!(mount_unit("/srv/my-data/.x"), r"srv-my\x2ddata-.x.mount");
        assert_eq!(mount_unit("/.data/a.b"), r"\x2edata-a.b.mount");
    }
}
