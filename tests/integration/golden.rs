//! Every accepted inventory renders to exactly its `expected/` folder. `make bless` writes these folders anew.
//!
//! A seed image is not kept there: the golden `manifest.json` holds its digest, and what is in it are the files beside it, which
//! `seed_image.rs` looks after. A change of a script would else rewrite every image in the history.

use std::{collections::BTreeMap, fs, path::Path};

use crate::support::{self, program, scratch::Scratch};

#[test]
fn every_accepted_inventory_renders_to_its_golden() {
    let cases: Vec<_> = support::accepted().collect();
    assert!(!cases.is_empty(), "there are no fixtures");
    for case in cases {
        let scratch = Scratch::new("golden");
        let rendered = program(["render", "inventory.toml", "-o"]).arg(scratch.path()).current_dir(&case).output();
        let rendered = rendered.expect("the program runs");
        assert!(rendered.status.success(), "{}: {}", case.display(), String::from_utf8_lossy(&rendered.stderr));
        compare(&case.join("expected"), scratch.path());
    }
}

#[test]
fn the_same_inventory_gives_the_same_bytes_again() {
    for case in support::accepted() {
        let (first, second) = (Scratch::new("first"), Scratch::new("second"));
        for folder in [&first, &second] {
            let mut render = program(["render", "inventory.toml", "-o"]);
            assert!(render.arg(folder.path()).current_dir(&case).output().expect("the program runs").status.success());
        }
        assert_eq!(files(first.path()), files(second.path()), "{}", case.display());
    }
}

#[test]
fn a_diff_against_a_fresh_render_is_empty() {
    for case in support::accepted() {
        let diff =
            program(["diff", "inventory.toml", "expected"]).current_dir(&case).output().expect("the program runs");
        // Git keeps no permissions but the executable bit, so a golden that holds a secret is readable here.
        let text = String::from_utf8_lossy(&diff.stdout);
        assert_ne!(diff.status.code(), Some(2), "{}", String::from_utf8_lossy(&diff.stderr));
        let kept = |line: &&str| !line.ends_with("mode 0644 becomes 0600") && !line.contains("/seed.img: added ");
        let told: Vec<_> = text.lines().filter(kept).collect();
        assert!(told.is_empty(), "{}: {:?} …", case.display(), told[0]);
    }
}

fn compare(golden: &Path, rendered: &Path) {
    if std::env::var_os("SWARMGEN_BLESS").is_some() {
        let _ = fs::remove_dir_all(golden);
        for (path, bytes) in kept(rendered) {
            let target = golden.join(path);
            fs::create_dir_all(target.parent().expect("a file lies in a folder")).expect("folders can be made");
            fs::write(target, bytes).expect("goldens can be written");
        }
    }
    let (golden_files, rendered_files) = (files(golden), kept(rendered));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&golden_files), names(&rendered_files), "{}", golden.display());
    for (path, bytes) in &rendered_files {
        let same = golden_files[path] == *bytes;
        assert!(same, "{}/{path} differs; look at `swarmgen diff`, then `make bless`", golden.display());
    }
}

/// The files that a golden holds.
fn kept(rendered: &Path) -> BTreeMap<String, Vec<u8>> {
    files(rendered).into_iter().filter(|(path, _)| !path.ends_with("/seed.img")).collect()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    support::walk(folder, &mut |path| {
        let name = path.strip_prefix(folder).expect("it lies below").to_string_lossy().into_owned();
        found.insert(name, fs::read(path).expect("a file can be read"));
    });
    found
}
