//! The stacks as the swarm takes them.

mod support;

use std::{fs, path::PathBuf};

use support::judge;

/// The compose files of all goldens, as `share/` holds them.
fn compose_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for case in support::accepted() {
        support::walk(&case.join("expected/share"), &mut |path| {
            if path.ends_with("compose.yml") {
                found.push(path.to_owned());
            }
        });
    }
    found
}

#[test]
fn docker_takes_every_compose_file() {
    assert!(!compose_files().is_empty(), "no golden has a stack");
    for path in compose_files() {
        let folder = path.parent().expect("a file lies in a folder");
        let Some(output) = judge::DOCKERD.run(folder, &["docker", "stack", "config", "-c", "compose.yml"], b"") else {
            return;
        };
        assert!(output.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
    }
}

/// What `compose-invalid` refuses and docker's own reading can see too.
#[test]
fn docker_refuses_what_is_refused_here() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/reject/stacks");
    for (file, taken) in [("good.yml", true), ("not-yaml.yml", false), ("unknown-table.yml", false)] {
        let Some(output) = judge::DOCKERD.run(&folder, &["docker", "stack", "config", "-c", file], b"") else { return };
        assert_eq!(output.status.success(), taken, "{file}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_share_holds_no_secret_of_a_stack() {
    let secret =
        fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/accept/debian/mirror.password"));
    let secret = secret.expect("the fixture has a password");
    for case in support::accepted() {
        support::walk(&case.join("expected/share"), &mut |path| {
            let text = fs::read_to_string(path).expect("the share holds text");
            assert!(!text.contains(secret.trim_end()), "{}", path.display());
        });
    }
}
