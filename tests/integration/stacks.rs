//! Docker's own reading of the stacks.

use std::{collections::BTreeMap, fs, path::PathBuf};

use crate::support::{self, judge, plans, program, scratch::Scratch};
use swarmgen::values::names::{Install, OsName};

/// The compose files of all goldens, from their `share/`.
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

/// The errors of `compose-invalid` that docker detects too.
#[test]
fn docker_refuses_what_is_refused_here() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/reject/stacks");
    for (file, taken) in [("good.yml", true), ("not-yaml.yml", false), ("unknown-table.yml", false)] {
        let Some(output) = judge::DOCKERD.run(&folder, &["docker", "stack", "config", "-c", file], b"") else { return };
        assert_eq!(output.status.success(), taken, "{file}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// A text, docker's result without the variable X (`None` if docker deploys nothing), and swarmgen's code.
const DOLLARS: [(&str, Option<&str>, &str); 19] = [
    ("plain", Some("plain"), ""),
    ("$$X", Some("$X"), ""),
    ("$$(date)", Some("$(date)"), ""),
    ("${X:-d}", Some("d"), ""),
    ("${X-d}", Some("d"), ""),
    ("$X-a", Some("a"), ""),
    ("$X", Some(""), "unset-variable"),
    ("a${X}b", Some("ab"), "unset-variable"),
    ("$X:80", Some(":80"), "unset-variable"),
    ("$$$X", Some("$"), "unset-variable"),
    ("${Y:-}$X", Some(""), "unset-variable"),
    ("${X:?no}", None, "compose-invalid"),
    ("${X?no}", None, "compose-invalid"),
    ("${X:+y}", None, "compose-invalid"),
    ("${X", None, "compose-invalid"),
    ("${1}", None, "compose-invalid"),
    ("$1", None, "compose-invalid"),
    ("$(date)", None, "compose-invalid"),
    ("$", None, "compose-invalid"),
];

/// docker prints the file with the text as a label, and doubles each dollar sign.
#[test]
fn docker_reads_a_dollar_as_it_is_read_here() {
    for (text, expected, code) in DOLLARS {
        let scratch = Scratch::new("dollars");
        let compose = format!("services:\n  web:\n    image: nginx:1\n    labels:\n      said: 'it says {text}'\n");
        let inventory =
            include_str!("../../fixtures/reject/unset-variable.toml").replace("stacks/variables.yml", "web.yml");
        fs::write(scratch.path().join("web.yml"), compose).expect("a scratch folder can be written");
        fs::write(scratch.path().join("inventory.toml"), inventory).expect("a scratch folder can be written");
        let checked = program(["check", "inventory.toml"]).current_dir(scratch.path()).output().expect("it runs");
        let told = String::from_utf8_lossy(&checked.stderr).into_owned();
        assert_eq!(told.is_empty(), code.is_empty(), "{text}: {told}");
        assert!(told.contains(code), "{text}: {told}");
        let command = ["docker", "stack", "config", "-c", "web.yml"];
        let Some(output) = judge::DOCKERD.run(scratch.path(), &command, b"") else { return };
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let said = said.split_once("it says").map(|(_, said)| said.lines().next().unwrap_or_default());
        let said = said.map(|said| said.trim_end_matches('\'').trim().replace("$$", "$"));
        assert_eq!((output.status.success(), said.as_deref()), (expected.is_some(), expected), "{text}");
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

/// A stack of two files as `share/` contains it, for an inventory that names the files in this way.
fn rendered(compose: &str, file: &str) -> BTreeMap<String, String> {
    let scratch = Scratch::new("stacks");
    let write = |name: &str, text: &str| fs::write(scratch.path().join(name), text).expect("a file can be written");
    write("app.yml", "services:\n  web:\n    image: nginx:1\n    env_file: ./a.env\n");
    write("a.env", "A=1\n");
    let inventory = plans::everything(OsName::Debian, Install::Distro);
    let inventory = format!("{inventory}[stacks.web]\ncompose = \"{compose}\"\nfiles = [\"{file}\"]\n");
    write("inventory.toml", &inventory);
    let render = program(["render", "inventory.toml", "-o", "out"]).current_dir(scratch.path()).output();
    let render = render.expect("the program runs");
    assert!(render.status.success(), "{compose}, {file}: {}", String::from_utf8_lossy(&render.stderr));
    let mut found = BTreeMap::new();
    support::walk(&scratch.path().join("out/share"), &mut |path| {
        let text = fs::read_to_string(path).expect("the share holds text");
        found.insert(path.strip_prefix(scratch.path()).expect("it lies below").display().to_string(), text);
    });
    found
}

#[test]
fn a_dot_in_a_path_is_the_same_folder() {
    let plain = rendered("app.yml", "a.env");
    assert!(plain.keys().any(|path| path.ends_with("/web/a.env")), "{:?}", plain.keys());
    for (compose, file) in [("app.yml", "./a.env"), ("./app.yml", "a.env"), ("./app.yml", "././a.env")] {
        assert_eq!(rendered(compose, file), plain, "{compose}, {file}");
    }
}
