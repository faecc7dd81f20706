//! Every inventory in `fixtures/reject` causes exactly the messages beside it; `make bless` rewrites them. Every code
//! has a page and a fixture, and every page and fixture has a code.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use swarmgen::{catalog, check::rules};

use crate::support::{self, program};

/// Codes that no stored file can provoke. Tests in `revision.rs` and `bad_input.rs` provoke them.
const ELSEWHERE: [&str; 2] = ["revision-not-raised", "too-large"];

#[test]
fn every_rejected_inventory_is_told_of_in_these_words() {
    for case in cases() {
        let told = told(&case.name, &[]);
        compare(&case.path.with_extension("stderr"), &String::from_utf8_lossy(&told.stderr));
        assert!(told.stdout.is_empty(), "{}: findings go to stderr", case.name);
        let status = i32::from(is_error(&told));
        assert_eq!(told.status.code(), Some(status), "{}", case.name);
    }
}

#[test]
fn under_strict_a_warning_is_an_error() {
    for case in cases() {
        let told = told(&case.name, &["--strict"]);
        assert_eq!(told.status.code(), Some(1), "{}", case.name);
        assert!(is_error(&told), "{}", case.name);
    }
}

#[test]
fn findings_are_json_for_programs() {
    for case in cases() {
        let told = told(&case.name, &["--format", "json"]);
        assert!(told.stderr.is_empty(), "{}: {}", case.name, String::from_utf8_lossy(&told.stderr));
        let text = String::from_utf8(told.stdout).expect("JSON is UTF-8");
        let codes: Vec<_> = text.lines().map(|line| json_code(line, &case.name)).collect();
        assert!(codes.iter().any(|code| code == case.code), "{}: {codes:?}", case.name);
    }
}

#[test]
fn a_fixture_is_named_after_what_it_provokes() {
    for case in cases() {
        let told = told(&case.name, &[]);
        let stderr = String::from_utf8_lossy(&told.stderr);
        assert!(stderr.contains(&format!("[{}]: ", case.code)), "{}: {stderr}", case.name);
    }
}

#[test]
fn every_code_has_a_page_and_a_fixture() {
    let with_fixture: BTreeSet<_> = cases().into_iter().map(|case| case.code).chain(ELSEWHERE).collect();
    let codes: BTreeSet<_> = catalog::codes().map(|code| code.name).collect();
    assert_eq!(codes, with_fixture);
    let pages = files("docs/diagnostics", "md").into_iter().map(|page| stem(&page));
    assert_eq!(codes, pages.collect::<BTreeSet<_>>().iter().map(String::as_str).collect());
}

#[test]
fn every_rule_has_a_code_of_its_own() {
    let codes: BTreeSet<_> = rules().map(|rule| rule.code.name).collect();
    assert_eq!(codes.len(), rules().count(), "two rules share a code");
    for code in codes {
        let file = format!("{}.rs", code.replace('-', "_"));
        let mut found = false;
        support::walk(&repository().join("src/check"), &mut |path| found |= path.ends_with(&file));
        assert!(found, "the rule `{code}` lives in src/check/SUBJECT/{file}");
    }
}

struct Case {
    path: PathBuf,
    /// The path in the program's arguments and output.
    name: String,
    code: &'static str,
}

fn cases() -> Vec<Case> {
    let cases = files("fixtures/reject", "toml").into_iter().map(|path| {
        let stem = stem(&path);
        let named = |code: &&str| stem.strip_prefix(code).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        let code = catalog::codes().map(|code| code.name).filter(named).max_by_key(|code| code.len());
        let code = code.unwrap_or_else(|| panic!("no code has the fixture {stem}"));
        Case { name: format!("{stem}.toml"), path, code }
    });
    cases.collect()
}

fn told(name: &str, options: &[&str]) -> Output {
    let mut check = program(["check", name]);
    check.args(options).current_dir(repository().join("fixtures/reject")).output().expect("the program runs")
}

fn is_error(told: &Output) -> bool {
    let stderr = String::from_utf8_lossy(&told.stderr);
    stderr.lines().any(|line| line.starts_with("error["))
}

fn json_code(line: &str, name: &str) -> String {
    let finding: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{name}: {error}"));
    finding["code"].as_str().expect("a finding has a code").to_owned()
}

fn compare(golden: &Path, told: &str) {
    if std::env::var_os("SWARMGEN_BLESS").is_some() {
        fs::write(golden, told).expect("goldens can be written");
    }
    let expected = fs::read_to_string(golden).unwrap_or_default();
    assert_eq!(told, expected, "{}; `make bless` takes what is told now", golden.display());
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(repository().join(folder)).expect("the folder is there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
