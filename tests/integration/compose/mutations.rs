//! Changes to compose files that are right: another value, a missing or second line, another key, another indentation.

use super::cases;

/// The right files.
pub(super) fn bases() -> [&'static str; 2] {
    [cases::FULL, cases::SMALL]
}

const VALUES: [&str; 62] = [
    "yes",
    "no",
    "on",
    "y",
    "0.5",
    "'x'",
    "null",
    "~",
    "",
    "[]",
    "{}",
    "[a, a]",
    "[a, 1]",
    "{a: b}",
    "{a: true}",
    "${N}",
    "'${N:-5}'",
    "${X?set it}",
    "$(date)",
    "$$a",
    "2026-01-01",
    "0o17",
    "017",
    "-1",
    "1e3",
    "30",
    "30s",
    "'30'",
    "true",
    "'true'",
    "1.0",
    "[1, 1.0]",
    "!!str 5",
    "!!int '5'",
    "<<",
    "*x",
    "&a b",
    "'3.8'",
    "3.8",
    "8080:80",
    "80:80/foo",
    "127.0.0.1:80:80",
    "a b: c",
    "@x",
    "\"a\\qb\"",
    "\"a",
    "|\n          x",
    "- a",
    ".inf",
    "0x1F",
    "1_000",
    "+5",
    "08",
    "{a, b}",
    "#b",
    "512M",
    "{external: true, name: x}",
    "!foo bar",
    "start-first",
    "''",
    "!!binary aGk=",
    "\tx",
];

const KEYS: [&str; 20] = [
    "x-a",
    "foo",
    "1",
    "yes",
    "<<",
    "expose",
    "init",
    "oom_score_adj",
    "name",
    "external",
    "driver",
    "ports",
    "volumes",
    "null",
    "&k key",
    "start_interval",
    "type",
    "'image'",
    "labels",
    "version",
];

/// The file with these changes.
pub(super) fn changed(base: usize, edits: &[(u16, u8, u16)]) -> String {
    let mut lines: Vec<String> = bases()[base].lines().map(str::to_owned).collect();
    for (line, edit, choice) in edits {
        let line = usize::from(*line) % lines.len();
        change(&mut lines, line, *edit, usize::from(*choice));
    }
    lines.join("\n") + "\n"
}

fn change(lines: &mut Vec<String>, at: usize, edit: u8, choice: usize) {
    let line = lines[at].clone();
    let (value, key) = (VALUES[choice % VALUES.len()], KEYS[choice % KEYS.len()]);
    let indent = line.len() - line.trim_start().len();
    match (edit % 10, line.split_once(':')) {
        (0..5, Some((name, _))) => lines[at] = format!("{name}: {value}"),
        (0..5, None) => lines[at] = format!("{}- {value}", &line[..indent]),
        (5, _) if lines.len() > 1 => _ = lines.remove(at),
        (6, _) => lines.insert(at, line),
        (7, _) => lines[at] = format!("{}{line}", [" ", "  ", "\t"][choice % 3]),
        (8, _) => line.get(1 + choice % 2..).unwrap_or_default().clone_into(&mut lines[at]),
        (_, Some((_, rest))) => lines[at] = format!("{}{key}:{rest}", &line[..indent]),
        _ => {}
    }
}
