//! The user's own unit or drop-in that systemd cannot read completely, or cannot enable.

use crate::{
    check::{
        Rule,
        grouping::{about, by_name, group, named},
    },
    diagnostics::{Report, code},
    model::cluster::{Cluster, UserUnit},
};

pub(super) const RULE: Rule = Rule::new(code!("invalid-unit", Error), run);

fn run(cluster: &Cluster, report: &mut Report) {
    for ((setting, fault), hosts) in
        group(&cluster.hosts, |host| host.units.iter().flat_map(|(name, unit)| faults(name, unit)))
    {
        let message = format!("`{}` of {} {fault}", setting[1], named(&hosts));
        report.push(
            by_name(about(RULE.code, &hosts, &setting, message))
                .help("Check the file with `systemd-analyze verify FILE`; see systemd.syntax(7)."),
        );
    }
}

/// The faults of a unit, each with its setting.
fn faults<'a>(name: &'a str, unit: &'a UserUnit) -> Vec<(Vec<&'a str>, String)> {
    let mut found = Vec::new();
    if is_lost_template(name, unit) {
        let instance = name.replace("@.", "@x.");
        found.push((
            vec!["units", name],
            format!("is a template; systemd starts only an instance, such as `{instance}`"),
        ));
    }
    if let Some(fault) = unit.content.as_deref().and_then(bad_line) {
        found.push((vec!["units", name, "content"], fault));
    }
    for (dropin, text) in &unit.dropins {
        if let Some(fault) = bad_line(text) {
            found.push((vec!["units", name, "dropins", dropin], fault));
        }
    }
    found
}

/// Whether the unit is an enabled template without `DefaultInstance=`: systemd has no instance to start.
fn is_lost_template(name: &str, unit: &UserUnit) -> bool {
    let named = |text: &String| text.contains("DefaultInstance=");
    unit.enabled && name.contains("@.") && unit.content.as_ref().is_some_and(|content| !named(content))
}

/// The first line that systemd would reject or ignore.
fn bad_line(text: &str) -> Option<String> {
    let (mut continued, mut in_section) = (false, false);
    for (number, raw) in text.lines().enumerate() {
        let line = raw.trim();
        if line.starts_with(['#', ';']) || (line.is_empty() && !continued) {
            continue;
        }
        let begins = !std::mem::replace(&mut continued, is_continued(raw));
        let fault = match begins {
            false => None,
            true if line.starts_with('[') => {
                in_section = true;
                (!line.ends_with(']')).then_some("is not a section such as `[Service]`")
            }
            true if !in_section => Some("is before the first section"),
            true => (!line.contains('=')).then_some("is neither a section nor `KEY=VALUE`"),
        };
        if let Some(fault) = fault {
            return Some(format!("is invalid in line {}: `{line}` {fault}", number + 1));
        }
    }
    None
}

/// A backslash at the end of a line continues the line; an escaped backslash does not.
fn is_continued(line: &str) -> bool {
    (line.len() - line.trim_end_matches('\\').len()) % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::bad_line;

    #[test]
    fn a_unit_has_sections_with_assignments() {
        for right in [
            "",
            "# a comment\n\n[Unit]\nDescription=x\n",
            "[Service]\nExecStart=/bin/sh -c 'a; \\\n  b'\n; another\nRestart=always\n",
            "[Service]\nExecStart=/bin/a \\\n# between\n  b c\n[Install]\nWantedBy=x.target",
            "[Service]\nEnvironment=\n",
        ] {
            assert_eq!(bad_line(right), None, "{right}");
        }
        for (wrong, line) in [
            ("[Unit\nDescription=x\n", "1"),
            ("Description=x\n", "1"),
            ("[Unit]\nDescription: x\n", "2"),
            ("[Service]\nExecStart=/bin/a \\\n  b\nrestart always\n", "4"),
        ] {
            let fault = bad_line(wrong).expect(wrong);
            assert!(fault.starts_with(&format!("is invalid in line {line}: ")), "{fault}");
        }
    }
}
