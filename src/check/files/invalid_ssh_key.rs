//! An SSH key that opens nothing: whoever relies on it cannot log in.

use std::iter::successors;

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::{
    check::{
        Rule,
        grouping::{named, ssh_keys},
    },
    diagnostics::{Diagnostic, Report, code},
    model::cluster::Cluster,
};

pub(super) const RULE: Rule = Rule::new(code!("invalid-ssh-key", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for (place, hosts, keys) in ssh_keys(&cluster.hosts) {
        for (index, entry) in keys.iter().enumerate() {
            let Some((fault, help)) = fault(entry) else { continue };
            let message = format!("an SSH key of {} {fault}", named(&hosts));
            report.push(Diagnostic::at(RULE.code, place.index(index), message).help(help));
        }
    }
}

/// What is wrong with the entry, and the cure. Neither repeats the entry, which may be secret, unless it is a path.
fn fault(entry: &str) -> Option<(&'static str, String)> {
    let found = if entry.contains("PRIVATE KEY") {
        let help =
            "Write the line of the file that ends in `.pub`, and change the key if others may have seen it here.";
        ("is a private one", help.to_owned())
    } else if entry.contains(char::is_control) {
        ("has a line break or a tab", "Write each key as an element of its own, on one line.".to_owned())
    } else if is_public_key(entry) {
        return None;
    } else if let Some(path) = path_without_suffix(entry) {
        ("is the path of a file, and none is read here", format!("Write what `cat {path}.pub` prints."))
    } else {
        let help =
            "Write the line of the file that ends in `.pub`: the key's type and the key, as `ssh-ed25519 AAAA…`.";
        ("is no public key", help.to_owned())
    };
    Some(found)
}

/// The path that the entry is, if it is one, without the `.pub` of a public key.
fn path_without_suffix(entry: &str) -> Option<&str> {
    entry.strip_suffix(".pub").or_else(|| entry.starts_with(['~', '/', '.']).then_some(entry))
}

/// Whether sshd(8) takes the line for a key, with or without options before it.
fn is_public_key(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    !line.starts_with('#') && (is_key(line) || is_key(without_options(line)))
}

/// What follows the options, which may hold blanks between quotes.
fn without_options(line: &str) -> &str {
    let (mut quoted, mut before) = (false, ' ');
    let end = line.find(|c| {
        quoted ^= c == '"' && before != '\\';
        before = c;
        c == ' ' && !quoted
    });
    end.map_or("", |end| &line[end..])
}

/// Whether it starts with the type of a key and that key.
fn is_key(text: &str) -> bool {
    let mut words = text.split(' ').filter(|word| !word.is_empty());
    let (Some(kind), Some(key)) = (words.next(), words.next()) else { return false };
    BASE64_STANDARD.decode(key).is_ok_and(|blob| is_blob(kind, &blob))
}

/// Whether the bytes are fields to their end, the first of them the type: a key that was cut short is none.
fn is_blob(kind: &str, blob: &[u8]) -> bool {
    let mut fields = successors(field(blob), |(_, rest)| field(rest));
    let named = fields.next().is_some_and(|(first, _)| first == kind.as_bytes());
    // A certificate also has numbers, which are no fields.
    named && (kind.contains("-cert-v") || fields.last().is_some_and(|(_, rest)| rest.is_empty()))
}

/// The first field, which has its length before it, and what follows.
fn field(blob: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = blob.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};

    use super::{fault, is_public_key};

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4u3vmQ0cXkGm5m1b3yWmPq2V0uBq3nqzq6m2w2Yx1p";

    /// A key of this type, with these bytes after the type's name.
    fn key(kind: &str, rest: &[u8]) -> String {
        let length = u32::try_from(kind.len()).expect("a name is short").to_be_bytes();
        format!("{kind} {}", BASE64_STANDARD.encode([&length, kind.as_bytes(), rest].concat()))
    }

    #[test]
    fn keys_of_every_type_may_have_options_and_comments() {
        let fields = [0, 0, 0, 2, 1, 2, 0, 0, 0, 1, 3];
        for kind in ["ssh-rsa", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com"] {
            assert!(is_public_key(&key(kind, &fields)), "{kind}");
        }
        assert!(is_public_key(&key("ssh-ed25519-cert-v01@openssh.com", b"a certificate")));
        for line in [
            format!("{KEY} operator@example.com"),
            format!("  {KEY}  a comment"),
            format!("cert-authority {KEY}"),
            format!("from=\"10.0.0.0/8\",command=\"echo \\\"a b\\\"\" {KEY}"),
        ] {
            assert!(is_public_key(&line), "{line}");
        }
    }

    #[test]
    fn what_opens_nothing_is_no_key() {
        let (kind, blob) = KEY.split_once(' ').expect("two words");
        for line in [
            String::new(),
            kind.to_owned(),
            blob.to_owned(),
            format!("# {KEY}"),
            format!("ssh-rsa {blob}"),
            format!("{kind} {}", &blob[..40]),
            format!("{kind} {blob}="),
            format!("command=\"{KEY}\""),
            key("ssh-rsa", &[]),
            key("ssh-rsa", &[0, 0, 0, 2, 1]),
        ] {
            assert!(!is_public_key(&line), "{line}");
        }
    }

    #[test]
    fn the_usual_mistakes_are_told_by_name() {
        for (entry, expected, cure) in [
            ("~/.ssh/id_ed25519.pub", "path", "`cat ~/.ssh/id_ed25519.pub`"),
            ("/root/.ssh/id_rsa", "path", "`cat /root/.ssh/id_rsa.pub`"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk", "private", "`.pub`"),
            (&format!("{KEY}\n{KEY}\n"), "line break", "an element of its own"),
            ("", "no public key", "`ssh-ed25519 AAAA…`"),
        ] {
            let (fault, help) = fault(entry).expect("it is no key");
            assert!(fault.contains(expected) && help.contains(cure), "{entry}: {fault}: {help}");
            assert!(!help.contains("b3BlbnNz"), "{help}");
        }
        assert_eq!(fault(KEY), None);
    }
}
