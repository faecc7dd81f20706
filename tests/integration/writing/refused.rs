//! Obstacles to a render. Each time the output stays unchanged, and the error says what to do.

use std::fs;

use super::{
    child,
    scratch::{Cluster, SMALL, Scratch, snapshot, told},
};
use swarmgen::{
    model::artifact::RelPath,
    write::{Existing, Output},
};

/// Renders twice. The change in between must stop the second render.
fn refused(between: impl FnOnce(&Scratch)) -> String {
    let scratch = Scratch::new();
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    between(&scratch);
    let before = snapshot(&scratch.path(""));
    let told = told(SMALL.render(2, &scratch.out()), &scratch);
    assert_eq!(snapshot(&scratch.path("")), before, "the output is no longer as it was");
    assert!(!scratch.path("out/.swarmgen-staging").exists() && !scratch.path("out/.swarmgen-commit").exists());
    told
}

const CURE: &str = "\nhelp: Move it away, or choose another output folder.";

#[test]
fn a_foreign_file() {
    let told = refused(|scratch| scratch.put("out/hosts/ds3/user-data", "mine"));
    assert_eq!(
        told,
        format!("`/out/hosts/ds3/user-data` is not a file of swarmgen, and differs from the file to write{CURE}")
    );
}

#[test]
fn a_folder_in_the_place_of_a_file() {
    let told = refused(|scratch| scratch.put("out/hosts/ds2/vendor-data/x", "mine"));
    assert_eq!(told, format!("`/out/hosts/ds2/vendor-data` is a folder, but must be a file{CURE}"));
}

#[test]
fn a_file_in_the_place_of_a_folder() {
    let told = refused(|scratch| scratch.put("out/hosts/ds3", "mine"));
    assert_eq!(told, format!("`/out/hosts/ds3` is a file, but must be a folder{CURE}"));
}

#[test]
fn a_symlink() {
    for (path, kind) in [
        ("out/hosts", "folder"),
        ("out/hosts/ds2", "folder"),
        ("out/hosts/ds2/meta-data", "file"),
        ("out/manifest.json", "file"),
        (".swarmgen-staging", "folder"),
        (".swarmgen-commit", "folder"),
    ] {
        let path = if path.starts_with('.') { format!("out/{path}") } else { path.to_owned() };
        let told = refused(|scratch| {
            if scratch.path(&path).exists() {
                fs::rename(scratch.path(&path), scratch.path("elsewhere")).expect("it is there");
            }
            scratch.link(&path, scratch.path("elsewhere").to_str().expect("it is UTF-8"));
        });
        assert_eq!(told, format!("`/{path}` is a symlink, but must be a {kind}{CURE}"));
    }
}

#[test]
fn a_pipe() {
    let told = refused(|scratch| {
        let made = std::process::Command::new("mkfifo").arg(scratch.path("out/share/cluster.tsv.pipe")).status();
        assert!(made.expect("mkfifo is everywhere").success());
        fs::rename(scratch.path("out/share/cluster.tsv.pipe"), scratch.path("out/share/cluster.tsv"))
            .expect("same folder");
    });
    assert_eq!(told, format!("`/out/share/cluster.tsv` is a device, pipe or socket, but must be a file{CURE}"));
}

#[test]
fn a_manifest_of_something_else() {
    for (json, why) in [
        ("{", "EOF while parsing an object at line 1 column 1"),
        (
            r#"{"name":"an app"}"#,
            "unknown field `name`, expected one of `swarmgen`, `revision`, `hosts`, `files` at line 1 column 7",
        ),
    ] {
        let told = refused(|scratch| scratch.put("out/manifest.json", json));
        let found = format!("`/out/manifest.json` is damaged, or not a manifest of swarmgen: {why}");
        assert_eq!(told, found + CURE);
    }
}

#[test]
fn a_manifest_that_leads_out_of_the_folder() {
    let told = refused(|scratch| {
        scratch.put("precious", "mine");
        let json = fs::read_to_string(scratch.path("out/manifest.json")).expect("it is there");
        scratch.put("out/manifest.json", &json.replace("share/cluster.tsv", "../precious"));
    });
    assert!(told.contains("`../precious` is not the path of a file in the output"), "{told}");
}

#[test]
fn another_render_at_the_same_time() {
    let scratch = Scratch::new();
    let first = Output::open(&scratch.out()).expect("nothing is in the way");
    let told = told(Output::open(&scratch.out()), &scratch);
    assert_eq!(told, "another render is writing to `/out`\nhelp: Wait until it has finished.");
    first.commit(|_| false).expect("nothing is in the way");
    SMALL.render(1, &scratch.out()).expect("the first has finished");
}

#[test]
fn a_render_that_is_given_up_leaves_nothing() {
    let scratch = Scratch::new();
    let output = Output::open(&scratch.path("a/b/out")).expect("nothing is in the way");
    for (host, tree) in SMALL.trees(1) {
        output.stage(host.as_ref(), tree).expect("nothing is in the way");
    }
    drop(output);
    assert!(!scratch.path("a").exists());
}

#[test]
fn a_file_in_the_place_of_the_output() {
    let scratch = Scratch::new();
    scratch.put("out", "mine");
    let told = told(SMALL.render(1, &scratch.out()), &scratch);
    let help = "help: Choose another folder: the name is already in use.";
    assert_eq!(told, format!("making the folder `/out`: file exists\n{help}"));
}

#[test]
fn reading_follows_no_symlink_either() {
    let scratch = Scratch::new();
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    scratch.link("out/hosts/ds1/link", "/etc/passwd");
    let existing = Existing::open(&scratch.out()).expect("it is there");
    let path = RelPath::new("hosts/ds1/link").expect("a plain path");
    assert_eq!(
        told(existing.read(&path), &scratch),
        format!("`/out/hosts/ds1/link` is a symlink, but must be a file{CURE}")
    );
}

/// Renders into a small disk, mounted where no other process sees it, after a change to that disk. Then copies the
/// disk's content beside `out`.
const SMALL_DISK: &str = r#"
    disk=$1 out=$2 prepare=$3
    shift 3
    mount -t tmpfs -o size=1m tmpfs "$disk" && cp -a "$out" "$disk/out" && eval "$prepare" || exit 9
    "$@"
    status=$?
    cp -a "$disk/out" "$out.after" && exit "$status"
"#;

/// The error of the render; `None` if this machine allows no such disk.
fn refused_by_disk(cluster: Cluster, prepare: &str) -> Option<String> {
    let scratch = Scratch::new();
    let unshare: &[&str] = if child::is_root() { &["unshare", "-m"] } else { &["unshare", "-rm"] };
    if !child::works(unshare) {
        return None;
    }
    cluster.render(1, &scratch.out()).expect("nothing is in the way");
    let disk = scratch.path("disk");
    fs::create_dir(&disk).expect("it can be made");
    let (text, out) = (disk.to_str().expect("it is UTF-8"), scratch.out());
    let script = ["sh", "-c", SMALL_DISK, "sh", text, out.to_str().expect("it is UTF-8"), prepare];
    let told = child::fails(&[unshare, &script].concat(), cluster, 2, &disk.join("out"));
    // Without the content, which is long.
    let whole = snapshot(&scratch.path("out.after")) == snapshot(&scratch.out());
    assert!(whole, "the output is no longer as it was");
    Some(told.replace(text, ""))
}

#[test]
fn a_full_disk() {
    // The disk has room for one copy, but not for two.
    let Some(told) = refused_by_disk(Cluster { hosts: 2, length: 300_000 }, ":") else { return };
    assert_eq!(told, "writing `/out/hosts/ds3/user-data`: no space left on device\n");
}

#[test]
fn a_read_only_disk() {
    let Some(told) = refused_by_disk(SMALL, "mount -o remount,ro \"$disk\"") else { return };
    assert_eq!(told, "making the folder `/out/.swarmgen-staging`: read-only file system\n");
}

#[test]
fn another_file_system_below_the_output() {
    let prepare = "mount -t tmpfs tmpfs \"$disk/out/share\" && cp \"$out/share/\"* \"$disk/out/share\"";
    let Some(told) = refused_by_disk(SMALL, prepare) else { return };
    assert_eq!(told, "writing `/out/share/cluster.tsv`: cross-device link or rename\n");
}
