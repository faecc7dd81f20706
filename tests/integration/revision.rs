//! The warning of `render` about a change that running hosts would not apply.

use std::fs;

use crate::support::{plans, program, scratch::Scratch};
use swarmgen::values::names::{Install, OsName};

/// The messages of a second render, after the two edits of one inventory.
fn told(first: (&str, &str), second: (&str, &str)) -> String {
    let scratch = Scratch::new("revision");
    let inventory = plans::everything(OsName::Debian, Install::Distro);
    let mut told = String::new();
    for (from, to) in [first, second] {
        assert!(inventory.contains(from), "{from}");
        fs::write(scratch.path().join("inventory.toml"), inventory.replace(from, to)).expect("a file can be written");
        let render = program(["render", "inventory.toml", "-o", "out"]).current_dir(scratch.path()).output();
        let render = render.expect("the program runs");
        told = String::from_utf8(render.stderr).expect("UTF-8");
        assert!(render.status.success(), "{told}");
    }
    told
}

#[test]
fn what_hosts_follow_wants_a_higher_revision() {
    let same = ("[cluster]", "[cluster]\n");
    let manager = ("role = \"manager\"", "role = \"manager\"\nlabels = { disk = \"fast\" }");
    let revision = "`cluster.revision` is still 1";
    assert!(told(same, manager).contains(revision));
    assert!(!told(same, same).contains(revision));
    // This affects hosts only at their first boot.
    assert!(!told(same, ("Europe/Berlin", "Europe/Rome")).contains(revision));
}

#[test]
fn a_higher_revision_has_a_folder_of_its_own() {
    let edited = ("[cluster]", "[cluster]\nrevision = 2");
    assert!(!told(("[cluster]", "[cluster]\n"), edited).contains("cluster.revision"));
}
