//! Parses text into typed values, and reports invalid text.

use std::{fmt::Display, str::FromStr, time::Duration};

use super::hints;
use crate::{
    diagnostics::{Diagnostic, Report, codes},
    model::material::Material,
    values::{
        duration,
        key_path::KeyPath,
        secret::{Secret, SecretRef},
    },
};

/// Parses the value at `path`; `what` is the expected form, for the message.
pub(super) fn parse<T: FromStr>(text: &str, what: &str, path: &KeyPath, report: &mut Report) -> Option<T> {
    match text.parse() {
        Ok(value) => Some(value),
        Err(_) => invalid(text, what, path, report),
    }
}

/// As [`parse`], for types whose error states the allowed values.
pub(super) fn parse_name<T: FromStr<Err: Display>>(text: &str, path: &KeyPath, report: &mut Report) -> Option<T> {
    match text.parse::<T>() {
        Ok(value) => Some(value),
        Err(allowed) => invalid(text, &allowed.to_string(), path, report),
    }
}

/// A duration in whole seconds, rounded up; at least a minute.
pub(super) fn minutes(text: &str, path: &KeyPath, report: &mut Report) -> Option<Duration> {
    let span = duration::parse(text).filter(|span| *span >= Duration::from_mins(1));
    match span.and_then(|span| span.as_secs().checked_add(u64::from(span.subsec_nanos() > 0))) {
        Some(seconds) if u32::try_from(seconds).is_ok() => Some(Duration::from_secs(seconds)),
        _ => invalid(text, "a duration of at least one minute, such as `24h` or `1h30m`", path, report),
    }
}

/// Reports an invalid value; `what` is the expected form.
pub(super) fn invalid<T>(text: &str, what: &str, path: &KeyPath, report: &mut Report) -> Option<T> {
    let message = format!("invalid value `{text}`; expected {what}");
    let finding = Diagnostic::at(codes::INVALID_VALUE, path.clone(), message);
    report.push(Diagnostic { help: hints::of(text, path), ..finding });
    None
}

/// Reports a missing key.
pub(super) fn missing<T>(key: &str, help: &str, table: &KeyPath, report: &mut Report) -> Option<T> {
    let message = format!("`{table}` has no `{key}`");
    report.push(Diagnostic::at(codes::MISSING_KEY, table.clone(), message).help(help));
    None
}

/// The value of a secret, which must have exactly one of the three sources.
pub(super) fn secret(
    reference: &SecretRef,
    material: &Material,
    path: &KeyPath,
    report: &mut Report,
) -> Option<Secret> {
    let ways = [reference.env.is_some(), reference.file.is_some(), reference.command.is_some()];
    if ways.iter().filter(|given| **given).count() != 1 || reference.command.as_deref() == Some(&[]) {
        let message = "a secret must have exactly one of `env`, `file` and `command`";
        let help =
            r#"Write one of `{ env = "NAME" }`, `{ file = "path" }` and `{ command = ["program", "argument"] }`."#;
        report.push(Diagnostic::at(codes::SECRET_REFERENCE, path.clone(), message).help(help));
        return None;
    }
    Some(material.secrets.get(reference).cloned().unwrap_or_else(|| Secret::new(String::new())))
}

/// A secret in one line: a name, a password or a hash.
pub(super) fn secret_line(
    reference: &SecretRef,
    material: &Material,
    path: &KeyPath,
    report: &mut Report,
) -> Option<Secret> {
    let secret = secret(reference, material, path, report)?;
    if !secret.expose().contains(char::is_control) {
        return Some(secret);
    }
    let message = "the secret contains a line break or another control character";
    report.push(
        Diagnostic::at(codes::INVALID_VALUE, path.clone(), message)
            .help("Make sure that the secret is one line of text."),
    );
    None
}

/// A password hash in the form of crypt(5). A colon would end its field in /etc/shadow.
pub(super) fn password_hash(
    reference: &SecretRef,
    material: &Material,
    path: &KeyPath,
    report: &mut Report,
) -> Option<Secret> {
    let hash = secret_line(reference, material, path, report)?;
    let allowed = |c: char| c.is_ascii_graphic() && !":;*!\\".contains(c);
    // The value is empty after a read error, which is already reported.
    if !material.secrets.contains_key(reference) || hash.expose().starts_with('$') && hash.expose().chars().all(allowed)
    {
        return Some(hash);
    }
    let message = "the secret is not a password hash in the form of crypt(5)";
    let help = "Use the output of `mkpasswd` or `openssl passwd -6`, which starts with `$` and contains no `:`.";
    report.push(Diagnostic::at(codes::INVALID_VALUE, path.clone(), message).help(help));
    None
}

/// An absolute path without `.` and `..`.
pub(super) fn absolute_path(path: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    if path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(plain)) {
        Some(path.to_owned())
    } else {
        invalid(path, "an absolute path without `.`, `..` and double slashes", at, report)
    }
}

/// The forms of text that is one word in line-oriented files and command lines.
#[derive(Clone, Copy)]
pub(super) enum Word {
    /// A pattern for the names of images or containers, in the syntax of the shell's `case`.
    Glob,
    /// An e-mail address.
    Email,
    /// A reference to an image; `$` and blanks have a meaning in Compose.
    Image,
    /// The name of a network interface: IFNAMSIZ leaves 15 characters.
    Interface,
    /// The key of a node label.
    LabelKey,
    /// A part of a mount unit: a source or an option.
    Mount,
    /// A name in the swarm: a network, or a certificate resolver of a Traefik that swarmgen does not deploy.
    Name,
    /// A part of a Traefik option; a dot would start the next part.
    OptionPart,
    /// A package; an apt or dnf option would start with a hyphen.
    Package,
    /// A URL.
    Url,
    /// The version of a package.
    Version,
}

impl Word {
    fn fits(self, text: &str) -> bool {
        let all =
            |extra: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c));
        match self {
            Self::Email => all("@.+_-") && text.contains('@'),
            Self::Image => all("./:@_-") && text.ends_with(|c: char| c.is_ascii_alphanumeric()),
            Self::Glob => all("._/:@*?[]!-"),
            Self::Interface => text.len() <= 15 && all("._-"),
            Self::LabelKey => all("._/-"),
            Self::Mount => !text.is_empty() && !text.contains(char::is_whitespace) && !text.ends_with('\\'),
            Self::Name => all("._-") && text.starts_with(|c: char| c.is_ascii_alphanumeric()),
            Self::OptionPart => Self::Name.fits(text) && !text.contains('.'),
            Self::Package => !text.starts_with('-') && all(".:~+=_@/*-"),
            Self::Url => is_web_url(text),
            Self::Version => Self::Package.fits(text) && text.starts_with(|c: char| c.is_ascii_digit()),
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Email => "an address such as `operator@example.com`",
            Self::Image => "an image such as `registry:3.1.1`",
            Self::Glob => "a glob of letters, digits and any of `._/:@-*?[]!`",
            Self::Interface => "the name of a network interface such as `eth0`",
            Self::LabelKey => "letters, digits, `.`, `_`, `/` and `-`",
            Self::Mount => "one word without blanks",
            Self::Name => "letters, digits, `.`, `_` and `-`, starting with a letter or digit",
            Self::OptionPart => "letters, digits, `_` and `-`, starting with a letter or digit",
            Self::Package => "letters, digits and any of `.:~+=_@/*-`, not starting with `-`",
            Self::Version => "a version such as `28.5.1`",
            Self::Url => "a URL that starts with `https://` or `http://` and names a host",
        }
    }
}

fn is_web_url(text: &str) -> bool {
    let Some(("http" | "https", rest)) = text.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && text.chars().all(|c| c.is_ascii_graphic())
}

/// Checks that the text is one word of this form.
pub(super) fn word(text: &str, form: Word, path: &KeyPath, report: &mut Report) -> Option<String> {
    if form.fits(text) { Some(text.to_owned()) } else { invalid(text, form.expected(), path, report) }
}

/// Checks that every element of the list is one word of this form.
pub(super) fn words(texts: Option<&[String]>, form: Word, path: &KeyPath, report: &mut Report) -> Vec<String> {
    let texts = texts.unwrap_or_default().iter().enumerate();
    texts.filter_map(|(index, text)| word(text, form, &path.index(index), report)).collect()
}

#[cfg(test)]
mod tests {
    use super::Word;

    #[test]
    fn words_hold_what_their_file_takes() {
        assert!(Word::Glob.fits("host:5000/*/traefik:v[23].?") && !Word::Glob.fits("a b") && !Word::Glob.fits("$(a)"));
        assert!(Word::Interface.fits("enp1s0.31") && !Word::Interface.fits("eth0 eth1") && !Word::Interface.fits(""));
        assert!(Word::Package.fits("docker.io=26.1.5+dfsg1-9") && !Word::Package.fits("-oDebug=1"));
        assert!(Word::Mount.fits("nas:/export/100%") && !Word::Mount.fits("a b") && !Word::Mount.fits("a\\"));
        assert!(Word::LabelKey.fits("com.example/disk") && !Word::LabelKey.fits("a=b"));
    }

    #[test]
    fn a_url_names_a_host() {
        for text in ["https://registry-1.docker.io", "http://[fd00::1]:5000/", "http://192.168.31.2/x?y=1,2;z#w"] {
            assert!(Word::Url.fits(text), "{text}");
        }
        for text in
            ["", "nope", "registry-1.docker.io", "https://", "http:///x", "http://:5000", "ftp://a", "http://a b"]
        {
            assert!(!Word::Url.fits(text), "{text}");
        }
    }
}
