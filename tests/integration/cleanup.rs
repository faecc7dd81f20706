//! The images that cleanup.sh removes and keeps, in every shell. A folder stands in for the engine
//! (`fixtures/sh/docker-images`).

use std::{
    collections::BTreeSet,
    os::unix::fs::symlink,
    process::Output,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::converge::{Root, shells};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/host/opt/swarmgen/cleanup.sh");
const STUB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sh/docker-images");
const ENV: &str = "SWARMGEN_CLEANUP_DELAY=3600
SWARMGEN_CLEANUP_INTERVAL=600
SWARMGEN_KEEP_CONTAINERS='data-*'
SWARMGEN_KEEP_IMAGES='traefik */traefik base:1* registry:3.1.1'
";
const SHARED: &str = "var/data/.swarmgen/home/g1";
const NEVER: &str = "0001-01-01T00:00:00Z";
const LONG_AGO: &str = "2020-01-01T00:00:00.123456789Z";
const IN_FUTURE: &str = "2999-01-01T00:00:00Z";

/// A host with its engine.
struct World(Root);

impl World {
    fn new() -> Self {
        let root = Root::new("h1");
        root.write("etc/swarmgen/cleanup.env", ENV);
        root.write("bin/.keep", "");
        symlink(STUB, root.path().join("bin/docker")).expect("the stand-in can be linked");
        let world = Self(root);
        world.is("swarm", "active true\n").is("services", "").is("containers", "").is("images", "")
    }

    /// Writes one of the engine's tables.
    fn is(self, table: &str, text: &str) -> Self {
        self.0.write(&format!("world/{table}"), text);
        self
    }

    fn without(self, table: &str) -> Self {
        std::fs::remove_file(self.0.path().join("world").join(table)).expect("the table is there");
        self
    }

    /// Records that the images with these ids have been unused for this number of seconds.
    fn unused(self, images: &[(&str, i64)]) -> Self {
        let lines: Vec<_> = images.iter().map(|(id, ago)| format!("{id} {}\n", now() - ago)).collect();
        let lines = lines.concat();
        self.0.write("var/lib/swarmgen/unused", &lines);
        self
    }

    /// Writes the services' images, as a manager wrote them this number of seconds ago.
    fn shared_list(self, ago: i64, images: &str) -> Self {
        self.0.write(&format!("{SHARED}/images"), &format!("{}\n{images}", now() - ago));
        self
    }

    fn clean(&self, shell: &[&str]) -> Output {
        let world = self.0.path().join("world");
        self.0.command(shell).arg(SCRIPT).env("WORLD", world).output().expect("a shell on PATH starts")
    }

    /// Runs the script, expects no complaint, and returns the removed images.
    fn removed(&self, shell: &[&str]) -> BTreeSet<String> {
        let output = self.clean(shell);
        assert!(output.status.success(), "{shell:?}: {}", String::from_utf8_lossy(&output.stderr));
        self.0.read("world/removed").unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// The images in the script's list of unused images, each with its age in seconds.
    fn ages(&self) -> Vec<(String, i64)> {
        let age = |line: &str| {
            let (id, since) = line.split_once(' ').expect("an id and a time");
            (id.to_owned(), now() - since.parse::<i64>().expect("an epoch"))
        };
        self.0.read("var/lib/swarmgen/unused").unwrap_or_default().lines().map(age).collect()
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970");
    i64::try_from(since.as_secs()).expect("a time of this age")
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn containers_go_when_they_stopped_before_the_delay() {
    for shell in shells() {
        let world = World::new().is(
            "containers",
            &format!(
                "c1 web.1.abc i1 exited {LONG_AGO} {LONG_AGO}\n\
                 c2 young i1 exited {IN_FUTURE} {LONG_AGO}\n\
                 c3 data-home i1 exited {LONG_AGO} {LONG_AGO}\n\
                 c4 busy i1 running {NEVER} {LONG_AGO}\n\
                 c5 unstarted i1 created {NEVER} {LONG_AGO}\n\
                 c6 starting i1 created {NEVER} {IN_FUTURE}\n\
                 c7 dead i1 dead {LONG_AGO} {LONG_AGO}\n"
            ),
        );
        assert_eq!(world.removed(&shell), set(&["c1", "c5", "c7"]), "{shell:?}");
    }
}

#[test]
fn images_go_when_they_were_unused_for_the_delay() {
    let names: Vec<_> = (1..=15).filter(|number| *number != 3).map(|number| format!("i{number}")).collect();
    let ages: Vec<_> = names.iter().map(|id| (id.as_str(), if id == "i2" { 60 } else { 7200 })).collect();
    for shell in shells() {
        let world = World::new()
            .is("containers", &format!("c1 web i4 running {NEVER} {LONG_AGO}\nc2 job i10 exited {IN_FUTURE} {LONG_AGO}\n"))
            .is("services", "svc:1@sha256:d7\nlocal:2\n")
            .is(
                "images",
                "i1 app 1 <none>\ni2 app 2 <none>\ni3 fresh 1 <none>\ni4 used 1 <none>\ni5 traefik v3.1 <none>\n\
                 i6 base 12 <none>\ni7 svc <none> sha256:d7\ni8 two 1 <none>\ni8 names.example.com:5000/two 1 sha256:d8\n\
                 i9 <none> <none> <none>\ni10 job 1 <none>\ni11 local 2 <none>\ni12 mirror.example.com/x/traefik <none> sha256:d12\n\
                 i13 base 2 <none>\ni14 old <none> sha256:d14\ni15 registry 3.1.1 sha256:d15\n",
            )
            .unused(&ages);
        let expected = ["app:1", "two:1", "names.example.com:5000/two:1", "i9", "base:2", "old@sha256:d14"];
        assert_eq!(world.removed(&shell), set(&expected), "{shell:?}");
        let young: Vec<_> = world.ages().into_iter().filter(|(_, age)| *age < 3600).map(|(id, _)| id).collect();
        assert_eq!(young, ["i2", "i3"], "{shell:?}");
    }
}

/// As the image store of engine 29 has it after a service was updated to a newer image of the same tag.
#[test]
fn of_two_images_with_one_name_the_unused_one_goes() {
    for shell in shells() {
        let world = World::new()
            .is("services", "svc:1@sha256:new\n")
            .is("images", "new svc 1 sha256:new\nold svc 1 sha256:old\nbare <none> <none> <none>\n")
            .is("hides", "")
            .unused(&[("old", 7200), ("bare", 7200)]);
        assert_eq!(world.removed(&shell), set(&["svc@sha256:old", "bare"]), "{shell:?}");
        assert_eq!(world.0.read("world/images").as_deref(), Some("new svc 1 sha256:new\n"), "{shell:?}");
    }
}

#[test]
fn an_image_that_was_used_between_starts_anew() {
    for shell in shells() {
        let world = World::new().is("images", "i1 app 1 <none>\n").unused(&[("i1", 7200)]);
        let world = world.is("containers", &format!("c1 web i1 running {NEVER} {LONG_AGO}\n"));
        assert_eq!(world.removed(&shell), set(&[]));
        let world = world.is("containers", "");
        assert_eq!(world.removed(&shell), set(&[]), "{shell:?}");
        assert!(world.ages().iter().all(|(_, age)| *age < 3600), "{shell:?}: {:?}", world.ages());
    }
}

#[test]
fn a_clock_that_was_set_back_makes_nothing_old() {
    for shell in shells() {
        let world = World::new().is("images", "i1 app 1 <none>\n").unused(&[("i1", -100_000)]);
        assert_eq!(world.removed(&shell), set(&[]));
        assert!(world.ages()[0].1 >= 0, "{shell:?}");
    }
}

#[test]
fn somebody_who_was_quicker_is_no_error() {
    for words in [
        "removal of container c1 is already in progress",
        "No such container: c1",
        "a prune operation is already running",
        "conflict: unable to remove repository reference (must force) - container c9 is using its referenced image",
        "conflict: unable to delete i1 (cannot be forced) - image is being used by running container c9",
        "You cannot remove a running container c1. Stop the container before attempting removal or force remove",
    ] {
        let shell = &shells()[0];
        let world = World::new()
            .is("containers", &format!("c1 web i2 exited {LONG_AGO} {LONG_AGO}\n"))
            .is("images", "i1 app 1 <none>\ni3 app 3 <none>\n")
            .unused(&[("i1", 7200), ("i3", 7200)])
            .is("errors", &format!("c1 {words}\napp:1 {words}\n"));
        assert_eq!(world.removed(shell), set(&["app:3"]), "{words}");
    }
}

#[test]
fn another_failure_is_told_and_stops_nothing_else() {
    for shell in shells() {
        let world = World::new()
            .is("images", "i1 app 1 <none>\ni3 app 3 <none>\n")
            .unused(&[("i1", 7200), ("i3", 7200)])
            .is("errors", "app:1 no space left on device\n");
        let output = world.clean(&shell);
        assert_eq!(output.status.code(), Some(1), "{shell:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot remove image app:1: Error: no space left"));
        assert_eq!(world.0.read("world/removed").as_deref(), Some("app:3\n"));
    }
}

#[test]
fn a_manager_writes_down_what_services_name() {
    for shell in shells() {
        let world = World::new().is("services", "svc:1@sha256:d7\nlocal:2\n");
        world.0.write(&format!("{SHARED}/.keep"), "");
        world.removed(&shell);
        let list = world.0.read(&format!("{SHARED}/images")).expect("the list is there");
        let (time, images) = list.split_once('\n').expect("a time, then the images");
        assert!((now() - time.parse::<i64>().expect("an epoch")).abs() < 60, "{shell:?}");
        assert_eq!(images, "svc:1@sha256:d7\nlocal:2\n", "{shell:?}");
    }
}

#[test]
fn a_worker_removes_images_only_with_a_list_that_is_not_stale() {
    for shell in shells() {
        let worker = || {
            let world = World::new().is("swarm", "active false\n").without("services");
            world.is("images", "i1 app 1 <none>\ni2 svc 1 <none>\n").unused(&[("i1", 7200), ("i2", 7200)])
        };
        assert_eq!(worker().removed(&shell), set(&[]), "{shell:?}: no list");
        assert_eq!(worker().shared_list(5000, "svc:1\n").removed(&shell), set(&[]), "{shell:?}: a stale one");
        assert_eq!(
            worker().shared_list(900, "svc:1@sha256:d2\n").removed(&shell),
            set(&["app:1"]),
            "{shell:?}: a fresh one"
        );
    }
}

#[test]
fn no_image_goes_while_the_swarm_cannot_be_asked() {
    for shell in shells() {
        for state in ["active true", "pending false", "error false", "locked false"] {
            let world = World::new().is("swarm", &format!("{state}\n")).without("services");
            let world = world.is("images", "i1 app 1 <none>\n").unused(&[("i1", 7200)]);
            assert_eq!(world.removed(&shell), set(&[]), "{shell:?}: {state}");
        }
    }
}

#[test]
fn an_engine_that_is_down_is_left_alone() {
    for shell in shells() {
        let world = World::new().without("swarm").is("images", "i1 app 1 <none>\n").unused(&[("i1", 7200)]);
        assert_eq!(world.removed(&shell), set(&[]), "{shell:?}");
    }
}
