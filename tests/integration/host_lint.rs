//! The linter checks each program of the hosts as a whole: an entry script with all files that it sources, and the
//! variables of its env files. The linter's directives are comments, so the test reads the templates; `minify.rs` shows
//! that the hosts' scripts are equivalent.
//!
//! By hand: `shellcheck -a -x templates/host/opt/swarmgen/converge.sh`. This call lacks `check-unassigned-uppercase`,
//! since the env files under `templates/` have placeholders for values.

mod answers;

use std::{fs, path::Path};

use crate::support::{
    self,
    judge::{Exhibits, SHELLCHECK},
};

const HOST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/host");

/// All shells of the hosts have `local`, which POSIX lacks (SC3043).
const LINT: &str = "exec shellcheck --shell=sh --check-sourced --external-sources --exclude=SC3043 \
                    --enable=check-unassigned-uppercase --format=gcc \"$@\"";

/// The files below `templates/host` and their paths, unchanged.
fn templates() -> Vec<(String, String)> {
    let mut found = Vec::new();
    support::walk(Path::new(HOST), &mut |path| {
        let name = path.strip_prefix(HOST).expect("it lies there").to_string_lossy().into_owned();
        found.push((name, fs::read_to_string(path).expect("a template is text")));
    });
    found
}

fn has_suffix(path: &str, suffix: &str) -> bool {
    Path::new(path).extension().is_some_and(|it| it == suffix)
}

/// An env file as a declaration: its names without values. The names are exported, since no program reads all of them.
fn declared(env: &str) -> String {
    let names = env.lines().filter_map(|line| Some(line.split_once('=')?.0));
    names.map(|name| format!("export {name}=''\n")).collect()
}

/// The linter's findings for every entry script and its sourced files, after the edits `(file, from, to)`.
fn findings(edits: &[(&str, &str, &str)]) -> Option<String> {
    let exhibits = Exhibits::new();
    let mut entries = Vec::new();
    let scripts: Vec<_> = templates().into_iter().filter(|(path, _)| has_suffix(path, "sh")).collect();
    let is_sourced = |path: &str| {
        let name = path.rsplit('/').next().expect("a path has a last part");
        scripts.iter().any(|(_, text)| text.contains(&format!("# shellcheck source={name}\n")))
    };
    for (path, text) in templates() {
        let edited = edits.iter().filter(|(file, ..)| path.ends_with(file)).fold(text, |text, (file, from, to)| {
            assert!(text.contains(from), "{file} has no {from}");
            text.replacen(from, to, 1)
        });
        exhibits.put(&path, if has_suffix(&path, "env") { declared(&edited) } else { edited });
        if has_suffix(&path, "sh") && !is_sourced(&path) {
            entries.push(path);
        }
    }
    assert!(entries.len() > 5 && entries.len() < scripts.len(), "{entries:?}");
    let mut findings = String::new();
    // One at a time: in a single process, an assignment in one program would count for the next.
    for entry in &entries {
        let output = SHELLCHECK.sh(exhibits.path(), LINT, &[entry])?;
        findings += &String::from_utf8_lossy(&output.stdout);
        findings += &String::from_utf8_lossy(&output.stderr);
    }
    Some(findings)
}

#[test]
fn shellcheck_accepts_every_program_whole() {
    let Some(findings) = findings(&[]) else { return };
    assert_eq!(findings, "");
}

/// Fails unless the linter reports exactly one kind of finding for each expected word after the edit.
fn assert_reported(edit: (&str, &str, &str), expected: &[&str]) {
    let Some(findings) = findings(&[edit]) else { return };
    for part in expected {
        assert!(findings.contains(part), "{edit:?}: no `{part}` in {findings:?}");
    }
}

#[test]
fn a_misspelt_fact_is_reported_where_it_is_read() {
    let edit = ("converge.sh", "$own:$swarm:$overdue:$raft in", "$own:$swarm:$overdue:$rafft in");
    assert_reported(edit, &["rafft is referenced but not assigned", "[SC2154]"]);
}

#[test]
fn a_misspelt_fact_is_reported_where_it_is_set() {
    let edit = ("observe.sh", "\n    overdue=no ", "\n    overdeu=no ");
    assert_reported(edit, &["overdeu appears unused", "[SC2034]"]);
}

#[test]
fn a_value_that_no_env_file_has_is_reported() {
    let edit = ("observe.sh", "[ \"$SWARMGEN_ROLE\" = worker ]", "[ \"$SWARMGEN_ROEL\" = worker ]");
    assert_reported(edit, &["SWARMGEN_ROEL is referenced but not assigned", "[SC2154]"]);
}

#[test]
fn no_line_has_more_than_110_columns() {
    let long: Vec<_> = templates()
        .iter()
        .flat_map(|(path, text)| {
            text.lines().enumerate().map(move |(at, line)| (path.clone(), at + 1, line.chars().count()))
        })
        .filter(|(path, _, columns)| *columns > 110 && !has_suffix(path, "asc"))
        .collect();
    assert_eq!(long, []);
}
