//! A render without obstacles.

use std::{fs, thread};

use super::scratch::{Cluster, SMALL, Scratch, identity, snapshot, tree};
use swarmgen::{
    model::{artifact::RelPath, manifest::Manifest},
    write::{Existing, Output, Summary},
};

#[test]
fn the_manifest_lists_every_file() {
    let scratch = Scratch::new();
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    let mut found = snapshot(&scratch.out());
    let (_, json) = found.remove("manifest.json").expect("there is one");
    let manifest = Manifest::parse(json.as_bytes()).expect("it is well-formed");
    let listed: Vec<_> = manifest.files().iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(listed, found.keys().collect::<Vec<_>>());
    for entry in manifest.files() {
        let (mode, text) = &found[entry.path.as_str()];
        assert_eq!((entry.mode, entry.size), (*mode, text.len() as u64), "{}", entry.path);
        let host = entry.path.as_str().strip_prefix("hosts/").and_then(|rest| rest.split('/').next());
        assert_eq!(entry.host.as_deref(), host, "{}", entry.path);
    }
}

#[test]
fn the_second_render_replaces_the_first() {
    let scratch = Scratch::new();
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    let summary = SMALL.render(2, &scratch.out()).expect("nothing is in the way");
    // ds2: one file kept, one changed, one new, one removed; ds1 removed, ds3 new; the cluster's own file changed.
    assert_eq!(summary, Summary { written: 6, unchanged: 1, removed: 4 });
    assert_eq!(snapshot(&scratch.out()), SMALL.rendered(2));
    assert!(!scratch.path("out/hosts/ds1").exists(), "an empty folder is left");
}

#[test]
fn an_unchanged_file_is_not_touched() {
    let scratch = Scratch::new();
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    let kept = scratch.path("out/hosts/ds2/meta-data");
    let before = identity(&kept);
    SMALL.render(2, &scratch.out()).expect("nothing is in the way");
    assert_eq!(identity(&kept), before);
}

#[test]
fn the_same_render_again_touches_nothing() {
    let scratch = Scratch::new();
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    let all =
        || snapshot(&scratch.out()).into_keys().map(|path| identity(&scratch.out().join(path))).collect::<Vec<_>>();
    let before = all();
    let summary = SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    assert_eq!((summary.written, summary.removed, all()), (0, 0, before));
}

#[test]
fn many_threads_may_stage_at_once() {
    let scratch = Scratch::new();
    let cluster = Cluster { hosts: 50, length: 1000 };
    let output = Output::open(&scratch.out()).expect("nothing is in the way");
    thread::scope(|scope| {
        for (host, tree) in cluster.trees(1) {
            let output = &output;
            scope.spawn(move || output.stage(host.as_ref(), tree).expect("nothing is in the way"));
        }
    });
    output.commit(|_| false).expect("nothing is in the way");
    assert!(snapshot(&scratch.out()) == cluster.rendered(1), "not all of it was written");
}

#[test]
fn what_is_not_swarmgens_stays() {
    let scratch = Scratch::new();
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    scratch.put("out/notes.txt", "mine");
    scratch.put("out/hosts/ds1/notes.txt", "mine");
    scratch.link("out/hosts/ds1/link", "/etc/passwd");
    SMALL.render(2, &scratch.out()).expect("nothing is in the way");
    let mut found = snapshot(&scratch.out());
    for path in ["notes.txt", "hosts/ds1/notes.txt", "hosts/ds1/link"] {
        assert!(found.remove(path).is_some(), "{path}");
    }
    assert_eq!(found, SMALL.rendered(2));
}

#[test]
fn a_symlink_in_the_place_of_an_unwanted_file_stays() {
    let scratch = Scratch::new();
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    scratch.put("elsewhere/user-data", "mine");
    fs::remove_dir_all(scratch.path("out/hosts/ds1")).expect("it is there");
    scratch.link("out/hosts/ds1", "../../elsewhere");
    SMALL.render(2, &scratch.out()).expect("nothing is in the way");
    assert_eq!(fs::read_to_string(scratch.path("elsewhere/user-data")).expect("it is still there"), "mine");
    assert!(scratch.path("out/hosts/ds1").is_symlink());
}

#[test]
fn an_edited_file_is_put_right() {
    let scratch = Scratch::new();
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    scratch.put("out/hosts/ds1/meta-data", "edited");
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    assert_eq!(snapshot(&scratch.out()), SMALL.rendered(1));
}

#[test]
fn some_hosts_can_be_kept() {
    let scratch = Scratch::new();
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    let output = Output::open(&scratch.out()).expect("nothing is in the way");
    let name = "ds1".parse().expect("a label");
    output.stage(Some(&name), tree("hosts/ds1/", &[("meta-data", false, "new\n".to_owned())])).expect("it is free");
    output.commit(|entry| entry.host.as_deref() != Some("ds1")).expect("nothing is in the way");
    let existing = Existing::open(&scratch.out()).expect("it is there");
    let listed: Vec<_> = existing.manifest().files().iter().map(|entry| entry.path.to_string()).collect();
    let kept = ["hosts/ds2/meta-data", "hosts/ds2/network-config", "hosts/ds2/user-data", "share/cluster.tsv"];
    assert_eq!(listed, [&["hosts/ds1/meta-data"], &kept[..]].concat());
    assert_eq!(snapshot(&scratch.out()).len(), listed.len() + 1);
}

#[test]
fn the_old_output_can_be_read() {
    let scratch = Scratch::new();
    let path = |text: &str| RelPath::new(text).expect("a plain path");
    assert_eq!(Existing::open(&scratch.out()).expect("no folder is fine").read(&path("x")).expect("as well"), None);
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    let existing = Existing::open(&scratch.out()).expect("it is there");
    let present = existing.read(&path("hosts/ds1/user-data")).expect("it can be read").expect("it is there");
    assert_eq!((present.mode, present.secret, present.bytes), (0o600, true, "1".repeat(20).into()));
    assert_eq!(existing.read(&path("hosts/ds9/user-data")).expect("nothing is in the way"), None);
}

#[test]
fn the_output_folder_itself_may_be_a_symlink() {
    let scratch = Scratch::new();
    scratch.put("elsewhere/notes.txt", "mine");
    scratch.link("out", "elsewhere");
    SMALL.render(1, &scratch.out()).expect("nothing is in the way");
    assert!(scratch.path("elsewhere/manifest.json").exists());
}
