//! A unit with an invalid name.

use crate::{
    check::{
        Rule,
        grouping::{about, group, named},
    },
    diagnostics::{Report, code},
    model::cluster::Cluster,
};

pub(super) const RULE: Rule = Rule::new(code!("invalid-unit-name", Error), run);

/// The types of units that have files.
const SUFFIXES: [&str; 10] =
    ["service", "socket", "timer", "target", "mount", "automount", "swap", "path", "slice", "scope"];

fn run(cluster: &Cluster, report: &mut Report) {
    for (name, hosts) in group(&cluster.hosts, |host| host.units.keys().filter(|name| !is_valid(name))) {
        let message = format!("`{name}` of {} is not a valid name for a systemd unit", named(&hosts));
        report.push(
            about(RULE.code, &hosts, &["units", name], message).help(
                "End the name with the unit type, such as `.service`, and use only letters, digits and `:-_.\\@`.",
            ),
        );
    }
}

/// Whether systemd.unit(5) allows the name.
fn is_valid(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b":-_.\\@".contains(&byte);
    let parts = name.rsplit_once('.').filter(|(prefix, _)| !prefix.is_empty() && !prefix.starts_with('@'));
    parts.is_some_and(|(_, suffix)| SUFFIXES.contains(&suffix)) && name.len() <= 255 && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn a_unit_has_a_suffix_and_plain_characters() {
        for name in ["a.service", "getty@tty1.service", "srv-my\\x2ddata.mount"] {
            assert!(is_valid(name), "{name}");
        }
        for name in ["a", "a.conf", ".service", "@.service", "a b.service", "a/b.service", "ä.service", ""] {
            assert!(!is_valid(name), "{name}");
        }
    }
}
