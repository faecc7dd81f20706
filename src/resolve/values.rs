//! Text to a value of its own type, with a finding where it is none.

use std::{fmt::Display, str::FromStr, time::Duration};

use crate::{
    diagnostics::{Diagnostic, Report, codes},
    model::material::Material,
    values::{
        duration,
        key_path::KeyPath,
        secret::{Secret, SecretRef},
    },
};

/// Parses the value at `path`, of which `what` tells what it ought to be.
pub(super) fn parse<T: FromStr>(text: &str, what: &str, path: &KeyPath, report: &mut Report) -> Option<T> {
    match text.parse() {
        Ok(value) => Some(value),
        Err(_) => invalid(text, what, path, report),
    }
}

/// As [`parse`], for types whose error tells what is allowed.
pub(super) fn parse_name<T: FromStr<Err: Display>>(text: &str, path: &KeyPath, report: &mut Report) -> Option<T> {
    match text.parse::<T>() {
        Ok(value) => Some(value),
        Err(allowed) => invalid(text, &allowed.to_string(), path, report),
    }
}

/// A span of a whole number of seconds, rounded up; a minute at least.
pub(super) fn minutes(text: &str, path: &KeyPath, report: &mut Report) -> Option<Duration> {
    let span = duration::parse(text).filter(|span| *span >= Duration::from_mins(1));
    match span.and_then(|span| span.as_secs().checked_add(u64::from(span.subsec_nanos() > 0))) {
        Some(seconds) if u32::try_from(seconds).is_ok() => Some(Duration::from_secs(seconds)),
        _ => invalid(text, "a duration of one minute at least, such as `24h` or `1h30m`", path, report),
    }
}

/// Reports a value that is not `what`.
pub(super) fn invalid<T>(text: &str, what: &str, path: &KeyPath, report: &mut Report) -> Option<T> {
    let message = format!("`{text}` is not allowed here; expected {what}");
    report.push(Diagnostic::at(codes::INVALID_VALUE, path.clone(), message));
    None
}

/// Reports a key that has to be there.
pub(super) fn missing<T>(key: &str, help: &str, table: &KeyPath, report: &mut Report) -> Option<T> {
    let message = format!("`{table}` has no `{key}`");
    report.push(Diagnostic::at(codes::MISSING_KEY, table.clone(), message).help(help));
    None
}

/// The value of a secret; exactly one of the three ways to it must be given.
pub(super) fn secret(
    reference: &SecretRef,
    material: &Material,
    path: &KeyPath,
    report: &mut Report,
) -> Option<Secret> {
    let ways = [reference.env.is_some(), reference.file.is_some(), reference.command.is_some()];
    if ways.iter().filter(|given| **given).count() != 1 || reference.command.as_deref() == Some(&[]) {
        let message = "a secret comes from exactly one of `env`, `file` and `command`";
        let help =
            r#"Write one of `{ env = "NAME" }`, `{ file = "path" }` and `{ command = ["program", "argument"] }`."#;
        report.push(Diagnostic::at(codes::SECRET_REFERENCE, path.clone(), message).help(help));
        return None;
    }
    Some(material.secrets.get(reference).cloned().unwrap_or_else(|| Secret::new(String::new())))
}

/// A secret that is one line: a name, a password or a hash.
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
    let message = "the secret holds a line break or another control character";
    report.push(
        Diagnostic::at(codes::INVALID_VALUE, path.clone(), message).help("Make sure that it is one line of text."),
    );
    None
}

/// A password's hash as crypt(5) describes it. A colon would end the field of /etc/shadow that it goes into.
pub(super) fn password_hash(
    reference: &SecretRef,
    material: &Material,
    path: &KeyPath,
    report: &mut Report,
) -> Option<Secret> {
    let hash = secret_line(reference, material, path, report)?;
    let allowed = |c: char| c.is_ascii_graphic() && !":;*!\\".contains(c);
    // What could not be read has been reported, and is empty here.
    if !material.secrets.contains_key(reference) || hash.expose().starts_with('$') && hash.expose().chars().all(allowed)
    {
        return Some(hash);
    }
    let message = "the secret is not a password's hash as crypt(5) describes it";
    let help = "Take what `mkpasswd` or `openssl passwd -6` prints: it starts with `$` and holds no `:`.";
    report.push(Diagnostic::at(codes::INVALID_VALUE, path.clone(), message).help(help));
    None
}

/// An absolute path whose every part is a plain name.
pub(super) fn absolute_path(path: &str, at: &KeyPath, report: &mut Report) -> Option<String> {
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    if path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(plain)) {
        Some(path.to_owned())
    } else {
        invalid(path, "an absolute path without `.`, `..` and doubled slashes", at, report)
    }
}

/// The forms of text that goes into line-oriented files and command lines as one word.
#[derive(Clone, Copy)]
pub(super) enum Word {
    /// A pattern over the names of images or containers, as the shell's `case` takes it.
    Glob,
    /// An address for mail.
    Email,
    /// A reference to an image; `$` and blanks would mean something to Compose.
    Image,
    /// The name of a network interface: IFNAMSIZ leaves 15 characters.
    Interface,
    /// The key of a node label.
    LabelKey,
    /// A part of a mount unit: a source or an option.
    Mount,
    /// A name in the swarm: a network, a certificate resolver of somebody else's Traefik.
    Name,
    /// A part of one of Traefik's options: it takes a dot for the next part.
    OptionPart,
    /// A package; an apt or dnf option would start with a hyphen.
    Package,
    /// Something on the web.
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
            Self::Email => "an address such as operator@example.com",
            Self::Image => "an image such as registry:3.1.1",
            Self::Glob => "a glob of letters, digits and any of `._/:@-*?[]!`",
            Self::Interface => "the name of a network interface such as eth0",
            Self::LabelKey => "letters, digits, `.`, `_`, `/` and `-`",
            Self::Mount => "one word without blanks",
            Self::Name => "letters, digits, `.`, `_` and `-`, starting with a letter or digit",
            Self::OptionPart => "letters, digits, `_` and `-`, starting with a letter or digit",
            Self::Package => "letters, digits and any of `.:~+=_@/*-`, not starting with `-`",
            Self::Version => "a version such as 28.5.1",
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

/// Text that is one word of this form.
pub(super) fn word(text: &str, form: Word, path: &KeyPath, report: &mut Report) -> Option<String> {
    if form.fits(text) { Some(text.to_owned()) } else { invalid(text, form.expected(), path, report) }
}

/// A list of which every element is one word of this form.
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
