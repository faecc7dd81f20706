//! Every accepted inventory renders to its `expected/` folder, and hosts get the static files in `fixtures/host`.
//! `make bless` rewrites both.
//!
//! Each static file is stored once. In a golden, its path below `fixtures/` replaces its content, and digests of such
//! content are left out. `seed_image.rs` tests the seed images, so goldens have none. A changed line of a script then
//! changes one golden.

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use base64::{Engine, prelude::BASE64_STANDARD};
use swarmgen::{planner::static_files, values::digest::Sha256Digest};

use crate::support::{self, files, program, rendered, scratch::Scratch};

#[test]
fn every_accepted_inventory_renders_to_its_golden() {
    let cases: Vec<_> = support::accepted().collect();
    assert!(!cases.is_empty(), "there are no fixtures");
    for case in cases {
        let folded = rendered(&case).into_iter().filter(|(path, _)| !path.ends_with("/seed.img")).map(folded).collect();
        compare(&case.join("expected"), &folded);
    }
}

#[test]
fn every_accepted_static_file_is_its_golden() {
    let files = static_files().into_iter().map(|(path, text)| (path[1..].to_owned(), text.as_bytes().to_vec()));
    compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/host"), &files.collect());
}

#[test]
fn a_golden_holds_no_static_file() {
    let scripts: Vec<_> = static_files().into_iter().filter(|(path, _)| path.starts_with("/opt/")).collect();
    for case in support::accepted() {
        for (path, bytes) in files(&case.join("expected")) {
            let text = String::from_utf8_lossy(&bytes);
            for (script, content) in &scripts {
                let line = content.lines().max_by_key(|line| line.len()).expect("a script has lines");
                assert!(!text.contains(line), "{}/{path} holds {script}", case.display());
            }
        }
    }
}

#[test]
fn the_same_inventory_gives_the_same_bytes_again() {
    for case in support::accepted() {
        assert_eq!(rendered(&case), rendered(&case), "{}", case.display());
    }
}

#[test]
fn a_diff_against_a_fresh_render_is_empty() {
    for case in support::accepted() {
        let scratch = Scratch::new("diff");
        for (command, option) in [("render", &["-o"][..]), ("diff", &[])] {
            let mut run = program([command, "inventory.toml"]);
            let run = run.args(option).arg(scratch.path()).current_dir(&case).output().expect("the program runs");
            assert!(run.status.success(), "{}: {command}: {}", case.display(), String::from_utf8_lossy(&run.stderr));
            assert!(run.stdout.is_empty(), "{}: {}", case.display(), String::from_utf8_lossy(&run.stdout));
        }
    }
}

/// Each static file's content in the formats that carry it, with its replacement: a block of YAML, a JSON string,
/// base64, and a digest.
static FOLDS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let folds = static_files().into_iter().flat_map(|(path, text)| {
        let name = format!("fixtures/host{path}");
        let indented = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
        [
            (text.lines().map(indented).collect(), format!("    {name}\n")),
            (serde_json::to_string(&*text).expect("text is JSON"), format!("\"{name}\"")),
            (BASE64_STANDARD.encode(&*text), name.clone()),
            (Sha256Digest::of(&*text).to_string(), name),
        ]
    });
    folds.collect()
});

/// A rendered file with the contents of static files replaced.
fn folded((path, bytes): (String, Vec<u8>)) -> (String, Vec<u8>) {
    let Ok(text) = String::from_utf8(bytes.clone()) else { return (path, bytes) };
    let text = match path.as_str() {
        "manifest.json" => text.lines().map(|line| without_digest(line) + "\n").collect(),
        _ => FOLDS.iter().fold(text, |text, (content, name)| text.replace(content, name)),
    };
    (path, text.into_bytes())
}

/// A line of the manifest. If its file carries static files, the line has no digest and no size. A line of a host has no
/// digest of the host's own files.
fn without_digest(line: &str) -> String {
    let carries = ["/user-data\"", "/seed.img\"", ".ign\""].iter().any(|end| line.contains(end));
    match (line.split_once("\"sha256\""), line.split_once("\"mode\""), line.split_once(",\"own\":\"")) {
        (Some((before, _)), Some((_, after)), _) if carries => format!("{before}\"mode\"{after}"),
        (_, _, Some((before, after))) => format!("{before}{}", after.trim_start_matches(|c| c != '}')),
        _ => line.to_owned(),
    }
}

fn compare(golden: &Path, wanted: &BTreeMap<String, Vec<u8>>) {
    if std::env::var_os("SWARMGEN_BLESS").is_some() {
        let _ = fs::remove_dir_all(golden);
        for (path, bytes) in wanted {
            let target = golden.join(path);
            fs::create_dir_all(target.parent().expect("a file lies in a folder")).expect("folders can be made");
            fs::write(target, bytes).expect("goldens can be written");
        }
    }
    let kept = files(golden);
    assert_eq!(kept.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>(), "{}", golden.display());
    for (path, bytes) in wanted {
        let same = kept[path] == *bytes;
        assert!(same, "{}/{path} differs; look at `swarmgen diff`, then `make bless`", golden.display());
    }
}
