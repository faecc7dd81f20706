//! When engine.sh restarts the engine and when it does not, in every shell. Docker, dockerd, systemctl and journalctl
//! are stand-ins whose state is a folder; `tests/lab/scenarios/engine.rs` uses the real programs.

use std::fs;

use crate::converge::{Root, shells};
use sha2::{Digest, Sha256};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/host/opt/swarmgen/engine.sh");
const DIR: &str = "var/data/.swarmgen/home/g1";
const OLD: &str = "{\"log-driver\": \"journald\"}\n";
const NEW: &str = "{\"log-driver\": \"local\"}\n";

/// Accepts only the commands of engine.sh. The engine is up while the file `up` exists; otherwise the file `down` says
/// what docker does. With the file `late`, a running engine does not answer in time.
const DOCKER: &str = r#"#!/bin/sh
[ -e "$WORLD/up" ] || . "$WORLD/down"
[ ! -e "$WORLD/late" ] || exit 124
case $* in
'info --format {{.Swarm.LocalNodeState}}') cat "$WORLD/swarm" ;;
'info --format {{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}') echo "$(cat "$WORLD/swarm") true" ;;
'node ls -q') echo n1 n2 ;;
'node inspect'*) cat "$WORLD/managers" ;;
*) exit 2 ;;
esac
"#;
/// Rejects a configuration with `nonsense`, as --validate does. An engine before 23 has no --validate.
const DOCKERD: &str = r#"#!/bin/sh
[ ! -e "$WORLD/aged" ] || { echo 'unknown flag: --validate' >&2; exit 125; }
echo "$*" >"$WORLD/asked"
for file do :; done
! grep -q nonsense "$file" || { echo "unable to configure the Docker daemon with file $file: nonsense" >&2; exit 1; }
"#;
/// The engine fails to start with a file that contains `poison`.
const SYSTEMCTL: &str = r#"#!/bin/sh
case $1 in
restart)
    echo restart >>"$WORLD/calls"
    touch "$WORLD/up"
    [ ! -e "$WORLD/autolock" ] || echo locked >"$WORLD/swarm"
    [ ! -e "$WORLD/joins" ] || echo active >"$WORLD/swarm"
    ! grep -q poison "$SWARMGEN_ROOT/etc/docker/daemon.json" || rm "$WORLD/up"
    ;;
is-failed) [ ! -e "$WORLD/up" ] ;;
esac
"#;
/// `docker info` without an engine: up to 22, from 28.2 on, and in between.
const DOWN: [&str; 3] = ["exit 1\n", "echo; exit 1\n", "echo; exit 0\n"];
const JOURNALCTL: &str = "#!/bin/sh\necho 'failed to start daemon: poison'\necho 'something else'\n";

/// A host whose own inventory has revision 1. Revision 2 counts, with `wanted` as the engine's configuration.
struct World(Root);

impl World {
    fn new(wanted: &str) -> Self {
        let root = Root::new("h1");
        root.write(
            "etc/swarmgen/engine.env",
            "SWARMGEN_DAEMON_JSON='/etc/docker/daemon.json'\nSWARMGEN_ENGINE_CONFIG='debian.json'\n",
        );
        let env = root.read("etc/swarmgen/host.env").expect("a host has one");
        root.write("etc/swarmgen/host.env", &(env + "SWARMGEN_DOCKER_UNIT='docker.service'\n"));
        root.write("etc/docker/daemon.json", OLD);
        root.write("var/lib/swarmgen/journal", "member abc\n");
        for (name, text) in
            [("docker", DOCKER), ("dockerd", DOCKERD), ("systemctl", SYSTEMCTL), ("journalctl", JOURNALCTL)]
        {
            root.program(name, text);
        }
        for (name, text) in
            [("up", ""), ("swarm", "active\n"), ("managers", "reachable\n\nreachable\n"), ("down", "exit 1\n")]
        {
            root.write(&format!("world/{name}"), text);
        }
        let world = Self(root);
        world.counts(2, wanted);
        world
    }

    fn counts(&self, revision: u32, wanted: &str) {
        let sum: String = Sha256::digest(wanted).iter().map(|byte| format!("{byte:02x}")).collect();
        self.put(&format!("inventory/{revision}/stacks/daemon.json/debian.json"), wanted);
        self.put(&format!("inventory/{revision}/end"), &format!("{sum}  ./stacks/daemon.json/debian.json\n"));
    }

    /// Gives a host a file of its own in that revision.
    fn has_its_own(&self, revision: u32, host: &str, own: &str) {
        let name = format!("host-{host}.json");
        self.put(&format!("inventory/{revision}/stacks/daemon.json/{name}"), own);
        let digest = |text: &str| Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let end = [("debian.json", NEW), (&name, own)]
            .map(|(name, text)| format!("{}  ./stacks/daemon.json/{name}\n", digest(text)));
        self.put(&format!("inventory/{revision}/end"), &end.concat());
    }

    /// Writes a file into the exchange.
    fn put(&self, path: &str, text: &str) {
        self.0.write(&format!("{DIR}/{path}"), text);
    }

    /// Runs the script. Returns whether it succeeded.
    fn run(&self, shell: &[&str]) -> bool {
        let world = self.0.path().join("world");
        let output = self.0.command(shell).arg(SCRIPT).env("WORLD", world).output();
        output.expect("a shell on PATH starts").status.success()
    }

    fn restarts(&self) -> usize {
        self.0.read("world/calls").unwrap_or_default().lines().count()
    }

    fn config(&self) -> String {
        self.0.read("etc/docker/daemon.json").unwrap_or_default()
    }

    fn complaint(&self) -> Option<String> {
        self.0.read(&format!("{DIR}/engine/h1"))
    }
}

#[test]
fn a_changed_file_costs_one_restart_and_the_same_one_none() {
    for shell in shells() {
        let world = World::new(NEW);
        for _ in 0..2 {
            assert!(world.run(&shell));
            assert_eq!((world.restarts(), &*world.config()), (1, NEW), "{shell:?}");
        }
        assert_eq!(world.0.read("etc/docker/daemon.json.old").as_deref(), Some(OLD));
        assert_eq!((world.complaint(), world.0.read(&format!("{DIR}/engine/.lease"))), (None, None));
    }
}

/// A host may have another file than its system. An incomplete revision has no effect.
#[test]
fn a_host_may_have_a_file_of_its_own() {
    const OWN: &str = "{\"mtu\": 1400}\n";
    for shell in shells() {
        for (host, torn, config) in [("h1", false, OWN), ("h10", false, NEW), ("h1", true, OLD)] {
            let world = World::new(NEW);
            world.has_its_own(2, host, OWN);
            if torn {
                world.put(&format!("inventory/2/stacks/daemon.json/host-{host}.json"), "{");
            }
            assert!(world.run(&shell));
            assert_eq!(&*world.config(), config, "{shell:?}: {host}");
        }
    }
}

#[test]
fn what_does_not_count_changes_nothing() {
    for shell in shells() {
        let own = World::new(NEW);
        fs::rename(own.0.path().join(DIR).join("inventory/2"), own.0.path().join(DIR).join("inventory/1"))
            .expect("it is there");
        let torn = World::new(NEW);
        torn.put("inventory/2/stacks/daemon.json/debian.json", "{\"log-dri");
        let on_its_way = World::new(NEW);
        on_its_way.put("inventory/10/stacks/daemon.json/debian.json", OLD);
        let outdone = World::new(NEW);
        outdone.0.write("var/lib/swarmgen/revision", "3\n");
        for world in [own, torn, on_its_way, outdone] {
            assert!(world.run(&shell));
            assert_eq!((world.restarts(), &*world.config()), (0, OLD), "{shell:?}");
        }
    }
}

#[test]
fn a_file_that_the_engine_would_refuse_never_reaches_it() {
    for shell in shells() {
        for (wanted, reason) in
            [("{\"nonsense\": 1}\n", "with file daemon.json: nonsense"), ("{\"live-restore\": true}\n", "swarm mode")]
        {
            let world = World::new(wanted);
            assert!(!world.run(&shell));
            assert_eq!((world.restarts(), &*world.config()), (0, OLD), "{shell:?}");
            assert!(world.complaint().is_some_and(|told| told.contains(reason)), "{:?}", world.complaint());
            world.counts(3, OLD);
            assert!(world.run(&shell));
            assert_eq!(world.complaint(), None, "{shell:?}");
        }
    }
}

#[test]
fn an_engine_that_does_not_start_gets_its_old_file_back() {
    for shell in shells() {
        let poison = "{\"poison\": 1, \"nonsense\": 1}\n";
        let world = World::new(poison);
        // Without --validate, only a start reveals the error.
        world.0.write("world/aged", "");
        for _ in 0..2 {
            assert!(!world.run(&shell));
            assert_eq!((world.restarts(), &*world.config()), (2, OLD), "{shell:?}: there and back, once");
            assert!(world.complaint().is_some_and(|told| told.contains("failed to start daemon: poison")));
        }
        world.counts(3, NEW);
        assert!(world.run(&shell));
        assert_eq!((world.complaint(), &*world.config()), (None, NEW), "{shell:?}");
        // A later revision contains it again.
        world.counts(4, poison);
        assert!(!world.run(&shell));
        assert_eq!((world.restarts(), &*world.config()), (3, NEW), "{shell:?}");
        assert!(
            world.complaint().is_some_and(|told| told.ends_with("failed to start with the new file\n")),
            "{shell:?}"
        );
    }
}

#[test]
fn an_engine_that_is_down_is_not_repaired_by_a_file_that_it_does_not_take_either() {
    for (shell, down) in shells().into_iter().flat_map(|shell| DOWN.map(|down| (shell.clone(), down))) {
        let world = World::new("{\"poison\": 2, \"nonsense\": 1}\n");
        world.0.write("world/aged", "");
        world.0.write("world/down", down);
        world.0.write("etc/docker/daemon.json", "{\"poison\": 1}\n");
        fs::remove_file(world.0.path().join("world/up")).expect("it was there");
        assert!(!world.run(&shell));
        assert_eq!(world.config(), "{\"poison\": 1}\n", "{shell:?}: {down}");
        assert!(world.complaint().is_some_and(|told| told.contains("failed to start daemon: poison")), "{down}");
        world.counts(3, NEW);
        assert!(world.run(&shell));
        assert_eq!((world.complaint(), &*world.config()), (None, NEW), "{shell:?}: {down}");
    }
}

#[test]
fn a_locked_engine_has_started() {
    for shell in shells() {
        let world = World::new(NEW);
        world.0.write("world/autolock", "");
        assert!(world.run(&shell));
        assert_eq!((world.restarts(), &*world.config(), world.complaint()), (1, NEW, None), "{shell:?}");
    }
}

#[test]
fn a_power_cut_in_a_trial_is_made_good() {
    let poison = "{\"poison\": 1, \"nonsense\": 1}\n";
    for shell in shells() {
        let cut = |wanted: &str| {
            let world = World::new(wanted);
            world.0.write("world/aged", "");
            world.0.write("etc/docker/daemon.json.old", OLD);
            world.0.write("etc/docker/daemon.json", wanted);
            world.0.write("var/lib/swarmgen/trial", wanted);
            world
        };
        let good = cut(NEW);
        assert!(good.run(&shell));
        assert_eq!(
            (good.restarts(), &*good.config(), good.complaint()),
            (0, NEW, None),
            "{shell:?}: the boot started it"
        );

        let orphaned = cut(NEW);
        fs::remove_dir_all(orphaned.0.path().join(DIR).join("inventory")).expect("it is there");
        orphaned.put("engine/.lease", "h1 9999999999\n");
        assert!(orphaned.run(&shell));
        assert_eq!(orphaned.0.read(&format!("{DIR}/engine/.lease")), None, "{shell:?}");

        for down in DOWN {
            let bad = cut(poison);
            bad.0.write("world/down", down);
            fs::remove_file(bad.0.path().join("world/up")).expect("it was there");
            for _ in 0..2 {
                assert!(!bad.run(&shell));
                assert_eq!((bad.restarts(), &*bad.config()), (1, OLD), "{shell:?}: {down}");
                assert!(bad.complaint().is_some_and(|told| told.contains("failed to start daemon: poison")));
            }
        }

        let early = cut(NEW);
        early.0.write("etc/docker/daemon.json", OLD);
        assert!(early.run(&shell));
        assert_eq!((early.restarts(), &*early.config()), (1, NEW), "{shell:?}: it had not come to it");
        assert_eq!(early.0.read("var/lib/swarmgen/trial"), None);
    }
}

#[test]
fn the_engine_is_asked_with_the_options_that_it_runs_with() {
    for shell in shells() {
        let world = World::new(NEW);
        world.0.write("run/docker.pid", "42");
        world.0.write("proc/42/cmdline", "dockerd\0-H\0fd://\0--config-file\0/etc/x\0--config-file=/etc/y\0--debug\0");
        assert!(world.run(&shell));
        let asked = world.0.read("world/asked").expect("it was asked");
        assert!(asked.starts_with("--validate -H fd:// --debug --config-file "), "{shell:?}: {asked}");
        assert!(asked.ends_with("/var/lib/swarmgen/wanted\n"), "{shell:?}: {asked}");
    }
}

#[test]
fn one_host_at_a_time_and_only_beside_whole_managers() {
    for shell in shells() {
        let world = World::new(NEW);
        world.put("engine/.lease", "h2 9999999999\n");
        assert!(world.run(&shell));
        world.put("engine/.lease", "h2 1000000000\n");
        assert!(world.run(&shell), "an expired lease is removed first");
        world.0.write("world/managers", "reachable\nunreachable\n");
        assert!(world.run(&shell));
        world.0.write("world/managers", "reachable\nreachable\n");
        world.0.write("world/swarm", "pending\n");
        assert!(world.run(&shell));
        assert_eq!((world.restarts(), &*world.config()), (0, OLD), "{shell:?}");
        assert_eq!(world.0.read(&format!("{DIR}/engine/.lease")), None, "{shell:?}");
        world.0.write("world/swarm", "active\n");
        // A running engine that does not answer may belong to a manager.
        world.0.write("world/late", "");
        world.0.write("run/docker.pid", "42");
        world.0.write("proc/42/cmdline", "dockerd\0");
        assert!(world.run(&shell));
        assert_eq!((world.restarts(), &*world.config()), (0, OLD), "{shell:?}");
        fs::remove_file(world.0.path().join("world/late")).expect("it was there");
        assert!(world.run(&shell));
        assert_eq!((world.restarts(), &*world.config()), (1, NEW), "{shell:?}");
    }
}

#[test]
fn a_malformed_lease_is_removed() {
    for shell in shells() {
        for lease in ["", "h2\n", "h2 1000000000", "h2 08\n", "h2 1000000000 x\n"] {
            let world = World::new(NEW);
            world.put("engine/.lease", lease);
            assert!(world.run(&shell) && world.run(&shell));
            assert_eq!((world.restarts(), &*world.config()), (1, NEW), "{shell:?}: {lease:?}");
        }
    }
}

#[test]
fn an_engine_that_finds_its_swarm_meanwhile_has_started() {
    for shell in shells() {
        let world = World::new(NEW);
        world.0.write("world/swarm", "inactive\n");
        world.0.write("world/joins", "");
        assert!(world.run(&shell));
        assert_eq!((world.restarts(), &*world.config(), world.complaint()), (1, NEW, None), "{shell:?}");
    }
}

#[test]
fn nothing_is_decided_without_the_share() {
    for shell in shells() {
        let world = World::new(NEW);
        world.0.write("proc/self/mountinfo", "");
        world.0.write("var/lib/swarmgen/trial", OLD);
        assert!(world.run(&shell));
        assert_eq!((world.restarts(), &*world.config()), (0, OLD), "{shell:?}");
        assert!(world.0.read("var/lib/swarmgen/trial").is_some(), "{shell:?}");
    }
}

#[test]
fn a_first_file_that_the_engine_refuses_is_told_of() {
    for shell in shells() {
        let world = World::new(NEW);
        fs::remove_dir_all(world.0.path().join(DIR).join("inventory")).expect("it is there");
        world.0.write("etc/docker/daemon.json", "{\"nonsense\": 1}\n");
        fs::remove_file(world.0.path().join("world/up")).expect("it was there");
        // The host has no journal yet.
        fs::remove_dir_all(world.0.path().join("var/lib/swarmgen")).expect("it was there");
        assert!(!world.run(&shell));
        assert!(world.complaint().is_some_and(|told| told.contains("nonsense")), "{shell:?}");
        world.counts(2, NEW);
        assert!(world.run(&shell));
        assert_eq!((world.restarts(), &*world.config(), world.complaint()), (1, NEW, None), "{shell:?}");
    }
}
