//! `docs/chapter.md` names a file and words for each step of the chapter. The file is rendered, and it contains the
//! words.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use crate::support::{laid::Laid, rendered};

const HOSTS: [&str; 3] = ["ds1", "ds2", "ds3"];

/// A line of the table: a path on each host or in the output, and words that the file contains.
struct Step {
    path: String,
    words: String,
}

#[test]
fn every_step_is_where_the_table_says() {
    let steps = steps();
    assert!(steps.len() > 30, "the table has {} steps only", steps.len());
    for Step { path, words } in steps {
        for (place, text) in texts(&path) {
            assert!(text.contains(&words), "{place} lacks: {words}");
        }
    }
}

fn steps() -> Vec<Step> {
    let page = fs::read_to_string(root().join("docs/chapter.md")).expect("the page is there");
    let unquoted = |cell: &str| cell.trim().strip_prefix('`')?.strip_suffix('`').map(str::to_owned);
    let step = |line: &str| {
        let cells: Vec<_> = line.strip_prefix('|')?.strip_suffix('|')?.split('|').collect();
        let [_, _, path, words] = cells[..] else { panic!("not four columns: {line}") };
        Some(Step { path: unquoted(path)?, words: unquoted(words)? })
    };
    page.lines().filter_map(step).collect()
}

/// The files at this path: one for each host, or one in the output.
fn texts(path: &str) -> Vec<(String, String)> {
    match path.strip_prefix("share/…/") {
        Some(rest) => vec![(path.to_owned(), read(&format!("share/.swarmgen/home/g1/inventory/1/{rest}")))],
        None => HOSTS.iter().map(|host| (format!("{host}:{path}"), on_host(host, path))).collect(),
    }
}

fn on_host(host: &str, path: &str) -> String {
    let mut laid = Laid::read("user-data", read(&format!("hosts/{host}/user-data")).as_bytes());
    let (_, bytes) = laid.files.remove(path).unwrap_or_else(|| panic!("{host} gets no {path}"));
    String::from_utf8(bytes).expect("all of it is text")
}

fn read(path: &str) -> String {
    static FILES: LazyLock<BTreeMap<String, Vec<u8>>> =
        LazyLock::new(|| rendered(&root().join("fixtures/accept/chapter")));
    let bytes = FILES.get(path).unwrap_or_else(|| panic!("the chapter renders to no {path}"));
    String::from_utf8(bytes.clone()).expect("all of it is text")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
