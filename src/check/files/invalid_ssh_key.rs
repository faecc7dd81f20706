//! An invalid SSH key: the operator could not log in with it.

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

/// The fault of the entry, and its fix. Neither repeats the entry, which may be secret; only a path is shown.
fn fault(entry: &str) -> Option<(&'static str, String)> {
    let found = if entry.contains("PRIVATE KEY") {
        let help = "Write the line from the `.pub` file, and replace the key pair if others may have seen the private key here.";
        ("is a private key", help.to_owned())
    } else if entry.contains(char::is_control) {
        ("contains a line break or a tab", "Write each key as a separate element, on one line.".to_owned())
    } else if is_public_key(entry) {
        return None;
    } else if let Some(path) = path_without_suffix(entry) {
        ("is the path of a file; swarmgen requires the key itself", format!("Write the output of `cat {path}.pub`."))
    } else {
        let help = "Write the line from the `.pub` file: the key type and the key, such as `ssh-ed25519 AAAA…`.";
        ("is not an OpenSSH public key", help.to_owned())
    };
    Some(found)
}

/// The entry without the `.pub` of a public key, if it is a path.
fn path_without_suffix(entry: &str) -> Option<&str> {
    entry.strip_suffix(".pub").or_else(|| entry.starts_with(['~', '/', '.']).then_some(entry))
}

/// Whether sshd(8) accepts the line as a key, with or without options before it.
fn is_public_key(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    !line.starts_with('#') && (is_key(line) || is_key(without_options(line)))
}

/// The text after the options, which may contain blanks in quotes.
fn without_options(line: &str) -> &str {
    let (mut quoted, mut before) = (false, ' ');
    let end = line.find(|c| {
        quoted ^= c == '"' && before != '\\';
        before = c;
        c == ' ' && !quoted
    });
    end.map_or("", |end| &line[end..])
}

/// Whether the text starts with a key type and a key of that type.
fn is_key(text: &str) -> bool {
    let mut words = text.split(' ').filter(|word| !word.is_empty());
    let (Some(kind), Some(key)) = (words.next(), words.next()) else { return false };
    BASE64_STANDARD.decode(key).is_ok_and(|blob| is_blob(kind, &blob))
}

/// Whether the bytes are complete fields, the first of them the type: a truncated key is invalid.
fn is_blob(kind: &str, blob: &[u8]) -> bool {
    let mut fields = successors(field(blob), |(_, rest)| field(rest));
    let named = fields.next().is_some_and(|(first, _)| first == kind.as_bytes());
    // A certificate also contains numbers, which are not fields.
    named && (kind.contains("-cert-v") || fields.last().is_some_and(|(_, rest)| rest.is_empty()))
}

/// The first field, which follows its length, and the remaining bytes.
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
        for (entry, expected, fix) in [
            ("~/.ssh/id_ed25519.pub", "path", "`cat ~/.ssh/id_ed25519.pub`"),
            ("/root/.ssh/id_rsa", "path", "`cat /root/.ssh/id_rsa.pub`"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk", "private", "`.pub`"),
            (&format!("{KEY}\n{KEY}\n"), "line break", "a separate element"),
            ("", "not an OpenSSH public key", "`ssh-ed25519 AAAA…`"),
        ] {
            let (fault, help) = fault(entry).expect("it is no key");
            assert!(fault.contains(expected) && help.contains(fix), "{entry}: {fault}: {help}");
            assert!(!help.contains("b3BlbnNz"), "{help}");
        }
        assert_eq!(fault(KEY), None);
    }
}
