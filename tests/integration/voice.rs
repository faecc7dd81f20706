//! The texts do not contain the idioms in `docs/style.md`. The page's table of idioms also tests the lint.
//!
//! All findings in every root: `cargo test --test integration voice -- --ignored --nocapture`.

mod prose;
mod rules;

use std::{
    collections::BTreeSet,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use prose::{Kind, blocks};
use rules::{RULES, Rule};

/// Files for the lint. Those of a clean root must have no findings.
struct Root {
    name: &'static str,
    /// Files and folders below the repository; a folder counts with everything in it.
    paths: &'static [&'static str],
    is_clean: bool,
}

const ROOTS: [Root; 7] = [
    Root { name: "pages", paths: &["README.md", "CHANGELOG.md", "SECURITY.md", "docs"], is_clean: true },
    Root { name: "contributing", paths: &["CONTRIBUTING.md"], is_clean: true },
    Root { name: "diagnostics", paths: &["docs/diagnostics"], is_clean: true },
    Root { name: "src", paths: &["src"], is_clean: true },
    Root { name: "templates", paths: &["templates"], is_clean: true },
    Root {
        name: "build",
        paths: &["Makefile", "Cargo.toml", "deny.toml", "rust-toolchain.toml", ".ci", "benches"],
        is_clean: true,
    },
    Root { name: "tests", paths: &["tests"], is_clean: true },
];

/// Pages of a root that lies in the folder of another root.
const ELSEWHERE: [&str; 1] = ["docs/diagnostics"];

#[test]
fn clean_roots_have_no_listed_idiom() {
    let found: String = ROOTS.iter().filter(|root| root.is_clean).flat_map(findings).collect();
    assert!(found.is_empty(), "see docs/style.md:\n{found}");
}

#[test]
#[ignore = "lists what is left to do in roots that are not clean yet"]
fn findings_of_every_root() {
    for root in &ROOTS {
        let found = findings(root);
        println!("{}{}: {} findings\n", found.concat(), root.name, found.len());
    }
}

#[test]
fn every_rule_finds_its_examples() {
    let page = read(Path::new("docs/style.md"));
    let row = |line: &str| {
        let cells: Vec<_> = line.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        let rule = RULES.iter().find(|rule| cells.first().is_some_and(|cell| cell == rule.name))?;
        let [_, bad, good] = &cells[..] else { panic!("not three cells in backticks: {line}") };
        Some((rule, bad.clone(), good.clone()))
    };
    let examples: Vec<_> = page.lines().filter_map(row).collect();
    for (rule, bad, good) in &examples {
        assert!(found_in(rule, bad), "{} does not find: {bad}", rule.name);
        assert!(RULES.iter().all(|rule| !found_in(rule, good)), "not better: {good}");
    }
    let listed: BTreeSet<_> = examples.iter().map(|(rule, ..)| rule.name).collect();
    assert_eq!(listed.len(), RULES.len(), "docs/style.md lists {listed:?} only");
}

fn found_in(rule: &Rule, text: &str) -> bool {
    blocks(Kind::Markdown, text).iter().any(|block| rule.lines(block).next().is_some())
}

/// One line for each finding of a root: file, line, rule.
fn findings(root: &Root) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(root) {
        let Some(kind) = Kind::of(&path) else { continue };
        let blocks = blocks(kind, &read(&path));
        for rule in &RULES {
            for line in blocks.iter().flat_map(|block| rule.lines(block)) {
                let mut finding = String::new();
                writeln!(finding, "{}:{line}: {}", path.display(), rule.name).expect("a string takes all");
                found.push(finding);
            }
        }
    }
    found
}

/// The files of a root, as paths below the repository.
fn files(root: &Root) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in root.paths {
        add(Path::new(path), &mut files);
    }
    files.retain(|file| !ELSEWHERE.iter().any(|path| file.starts_with(path) && !root.paths.contains(path)));
    files
}

fn add(path: &Path, files: &mut Vec<PathBuf>) {
    match fs::read_dir(repository().join(path)) {
        Ok(entries) => {
            let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
            names.sort();
            for name in names {
                add(&path.join(name), files);
            }
        }
        Err(_) if repository().join(path).is_file() => files.push(path.to_owned()),
        Err(_) => {}
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_default()
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
