//! Checks that the source follows the rules at the top of `src/lib.rs`.

use std::{fs, path::Path};

use crate::support;

const STAGES: [&str; 7] = ["check", "diff", "emit", "parse", "planner", "resolve", "write"];
const EDGES: [&str; 3] = ["catalog", "cli", "run"];

/// Every source file: its path below `src/`, and its code without comments and unit tests.
fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    support::walk(&folder, &mut |path| {
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(&folder).expect("it lies below").to_string_lossy().into_owned();
            let text = fs::read_to_string(path).expect("source is text");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let spoken = |line: &&str| line.trim_start().starts_with("//");
            sources.push((name, code.lines().filter(|line| !spoken(line)).collect::<Vec<_>>().join("\n")));
        }
    });
    sources
}

fn module(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or_default()
}

/// The top-level modules that a file names after `crate::`, alone or in a list.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split("crate::").skip(1) {
        match part.strip_prefix('{') {
            Some(list) => found.extend(first_names(list)),
            None => found.push(identifier(part)),
        }
    }
    found
}

/// The first name of each element of a list, which may contain lists: `a::{x, y}, b` gives `a` and `b`.
fn first_names(list: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut rest) = (0, list);
    while depth >= 0 {
        if depth == 0 {
            names.push(identifier(rest.trim_start()));
        }
        let Some(at) = rest.find(['{', '}', ',']) else { break };
        depth += match rest.as_bytes()[at] {
            b'{' => 1,
            b'}' => -1,
            _ => 0,
        };
        rest = &rest[at + 1..];
    }
    names
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn stages_import_vocabulary_and_never_each_other() {
    for (path, text) in sources() {
        let own = module(&path);
        if EDGES.contains(&own) || own == "main" || own == "lib" {
            continue;
        }
        for imported in imports(&text) {
            let foreign = imported != own && (STAGES.contains(&&*imported) || EDGES.contains(&&*imported));
            assert!(!foreign, "src/{path} imports the stage `{imported}`");
        }
    }
}

#[test]
fn only_write_and_run_touch_files_and_the_environment() {
    for (path, text) in sources() {
        if ["write", "run"].contains(&module(&path)) {
            continue;
        }
        for forbidden in ["std::fs", "fs::", "std::env", "env::var", "SystemTime", "Instant", "process::Command"] {
            assert!(!text.contains(forbidden), "src/{path} has `{forbidden}`");
        }
    }
}

/// The macros of the standard library panic if the output is closed.
#[test]
fn nothing_is_printed_by_macros() {
    for (path, text) in sources() {
        assert!(!text.contains("print!(") && !text.contains("println!("), "src/{path} prints past `run::terminal`");
    }
}

#[test]
fn what_ends_up_in_the_output_has_an_order() {
    for (path, text) in sources() {
        if ["emit", "formats", "model", "planner"].contains(&module(&path)) {
            assert!(!text.contains("HashMap"), "src/{path} has a map without an order");
        }
    }
}

#[test]
fn one_file_names_each_renderer() {
    for (library, owner) in [
        ("annotate_snippets", "diagnostics/report.rs"),
        ("minijinja", "formats/template.rs"),
        ("serde_saphyr", "formats/yaml.rs"),
    ] {
        for (path, text) in sources() {
            assert!(path.starts_with(owner) || !text.contains(&format!("{library}::")), "src/{path} names {library}");
        }
    }
}

#[test]
fn the_share_s_names_occur_in_one_folder() {
    let names = ["\".swarmgen\"", ".swarmgen/", "cluster.tsv", "end=swarmgen", "\"end\"", "\"bell\"", "\"exchange\""];
    for (path, text) in sources() {
        // Folders of an output begin with `.swarmgen-`.
        let found = names.iter().find(|name| text.contains(**name));
        assert!(path.starts_with("exchange") || found.is_none(), "src/{path} spells {found:?}");
    }
}

#[test]
fn files_and_functions_stay_small() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 400, "src/{path} has {lines} lines");
        for (name, length) in functions(&text) {
            assert!(length <= 60, "src/{path}: fn {name} has {length} lines");
        }
    }
}

/// Each function's name and length, from its first line to the closing brace at the same indentation.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<_> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let Some((_, name)) = line.split_once("fn ") else { continue };
        let end = lines[start..].iter().position(|end| *end == format!("{}}}", " ".repeat(indent)));
        found.extend(end.map(|length| (name.chars().take_while(|c| *c != '(').collect(), length + 1)));
    }
    found
}
