//! Words of a boot script: URLs and kernel arguments.
//!
//! iPXE and pxelinux have no quotes. They split a line at its blanks. iPXE then reads `${...}` as a setting, `#` at the
//! start of a word as a comment, `&&`, `||` and `;` as the end of a command, and a backslash at the end of the line as
//! a continuation. So every word of such a script has one of these types, which reject all special characters.

use std::{fmt, str::FromStr};

/// A URL that a boot loader fetches, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url(String);

impl Url {
    /// The URL of a path below this one.
    #[must_use]
    pub fn below(&self, path: &str) -> Self {
        Self(format!("{}/{path}", self.0))
    }

    /// A URL of its own, or the URL of a path below `base`.
    pub fn join(base: &Self, text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "a URL that starts with `http://`, `https://` or `tftp://`, or a path below `base_url`";
        let relative = !text.contains("://");
        if relative && !text.is_empty() && !text.starts_with('/') && text.chars().all(is_plain) {
            return Ok(base.below(text));
        }
        let url = ["http", "https", "tftp"].iter().find_map(|scheme| parse(scheme, text));
        url.map(Self).ok_or(EXPECTED)
    }

    /// Whether it requires a boot loader with TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl FromStr for Url {
    type Err = &'static str;

    /// Accepts a folder, with or without a slash at its end.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "a URL such as `http://192.168.31.2:8080`, which starts with `http://` or `https://`";
        let folder = text.trim_end_matches('/');
        let url = ["http", "https"].iter().find_map(|scheme| parse(scheme, folder));
        url.filter(|url| !url.contains('?')).map(Self).ok_or(EXPECTED)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn parse(scheme: &str, text: &str) -> Option<String> {
    let rest = text.strip_prefix(scheme)?.strip_prefix("://")?;
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let plain = !authority.is_empty() && !authority.contains('@') && rest.chars().all(is_plain);
    plain.then(|| text.to_owned())
}

/// Characters of a URL without a meaning to any of its readers: pxelinux ends the name of an initrd at a comma, and
/// cloud-init ends the URL of the seed at a semicolon.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?[]@!()*+=%&".contains(c)
}

/// One argument of the kernel's command line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KernelArgument(String);

impl KernelArgument {
    /// The argument `key` with a URL as its value.
    pub fn url(key: &str, url: &Url) -> Self {
        Self(format!("{key}={url}"))
    }

    /// The argument `key` with a word as its value.
    pub fn word(key: &str, word: &Self) -> Self {
        Self(format!("{key}={word}"))
    }
}

impl FromStr for KernelArgument {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str =
            "one kernel argument of ASCII letters, digits and signs, without blanks, `${` and a backslash at its end";
        let graphic = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        let ends_command = ["&&", "||", ";"].contains(&text);
        if graphic && !ends_command && !text.contains("${") && !text.starts_with('#') && !text.ends_with('\\') {
            Ok(Self(text.to_owned()))
        } else {
            Err(EXPECTED)
        }
    }
}

impl fmt::Display for KernelArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{KernelArgument, Url};

    #[test]
    fn a_folder_s_url_has_one_spelling() {
        let base: Url = "http://192.168.31.2:8080/".parse().expect("a URL");
        assert_eq!(base.to_string(), "http://192.168.31.2:8080");
        assert_eq!(base.below("hosts/ds1").to_string(), "http://192.168.31.2:8080/hosts/ds1");
        for bad in
            ["", "http://", "ftp://a", "192.168.31.2", "http://a b", "http://a/?x", "http://u:p@a", "http://a/${x}"]
        {
            assert!(bad.parse::<Url>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_file_s_url_may_be_a_path() {
        let base: Url = "http://[fd00::2]".parse().expect("a URL");
        let joined = |text: &str| Url::join(&base, text).map(|url| url.to_string());
        assert_eq!(joined("assets/vmlinuz").as_deref(), Ok("http://[fd00::2]/assets/vmlinuz"));
        assert_eq!(joined("tftp://nas/k?v=1&w").as_deref(), Ok("tftp://nas/k?v=1&w"));
        for bad in ["", "/vmlinuz", "a b", "file:///x", "http:///x", "a,b", "a;b", "a#b"] {
            assert!(joined(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_argument_is_one_word() {
        for good in ["root=/dev/vda1", "quiet", "console=ttyS0,115200n8", "a=b;c", "a&&b", "x=$5", "--", "a\\b"] {
            assert!(good.parse::<KernelArgument>().is_ok(), "{good}");
        }
        for bad in ["", "a b", "a\tb", "#a", "&&", "||", ";", "a${b}", "a\\", "é", "a\n"] {
            assert!(bad.parse::<KernelArgument>().is_err(), "{bad:?}");
        }
    }
}
