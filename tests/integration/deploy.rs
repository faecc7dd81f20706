//! The docker commands of deploy.sh, in every shell. A folder stands in for the engine; `tests/lab/scenarios/stacks.rs`
//! uses a real one.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::converge::{Root, shells};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/host/opt/swarmgen/deploy.sh");

/// Records each requested change, and runs the stacks in the file `runs`. The files `late` and `broken` name stacks in
/// that state.
const DOCKER: &str = r#"#!/bin/sh
for last do :; done
is() { grep -qx "$last" "$WORLD/$1" 2>/dev/null; }
case $* in
'stack deploy --help') [ -e "$WORLD/old" ] || echo '--detach --prune --resolve-image string' ;;
'stack deploy'*)
    [ -e compose.yml ] || { echo 'open compose.yml: no such file' >&2; exit 1; }
    echo "$*" >>"$WORLD/calls"
    ! is broken || { echo 'first line' >&2; echo "network lost not found" >&2; exit 1; }
    case $* in *--resolve-image=never*) ;; *) ! is late || exit 124 ;; esac
    echo "$last" >>"$WORLD/runs"
    ;;
'service ls'*)
    [ ! -e "$WORLD/leaderless" ] || { echo 'The swarm does not have a leader.' >&2; exit 1; }
    grep -x "${last##*=}" "$WORLD/runs" || :
    ;;
'network inspect --format'*) cat "$WORLD/shape" ;;
'network inspect'*) is networks ;;
'service inspect'*) cat "$WORLD/update" 2>/dev/null ;;
'config ls'*) cat "$WORLD/configs" 2>/dev/null ;;
'secret ls'*) ;;
*) echo "$*" >>"$WORLD/calls" ;;
esac
"#;
/// The real command would wait for a minute.
const TIMEOUT: &str = "#!/bin/sh\n[ \"$1\" != -k ] || shift 2\nshift\nexec \"$@\"\n";

struct World(Root);

impl World {
    /// An inventory with these files.
    fn new(files: &[(&str, &str)]) -> Self {
        let root = Root::new("h1");
        for (name, text) in [("docker", DOCKER), ("timeout", TIMEOUT)] {
            root.program(name, text);
        }
        root.write("world/runs", "");
        let end: Vec<_> = files.iter().map(|(path, text)| format!("{}  ./stacks/{path}\n", text.len())).collect();
        for (path, text) in files {
            root.write(&format!("inventory/stacks/{path}"), text);
        }
        root.write("inventory/end", &(end.concat() + "0  cluster.tsv\n"));
        Self(root)
    }

    fn is(self, table: &str, text: &str) -> Self {
        self.0.write(&format!("world/{table}"), text);
        self
    }

    /// Runs the script. Returns its output, and whether it succeeded.
    fn run(&self, shell: &[&str]) -> (String, bool) {
        let root = self.0.path();
        let mut command = self.0.command(shell);
        command.arg(SCRIPT).arg(root.join("inventory"));
        let output = command.env("WORLD", root.join("world")).output().expect("a shell on PATH starts");
        (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.success())
    }

    fn calls(&self) -> Vec<String> {
        self.0.read("world/calls").unwrap_or_default().lines().map(str::to_owned).collect()
    }
}

const WEB: (&str, &str) = ("web/compose.yml", "services: {}\n");

#[test]
fn a_stack_is_deployed_once_for_each_content() {
    for shell in shells() {
        let world = World::new(&[WEB, ("daemon.json/debian.json", "{}")]);
        assert_eq!(world.run(&shell), ("stack web: deployed\n".to_owned(), true), "{shell:?}");
        assert_eq!(world.run(&shell), (String::new(), true), "{shell:?}");
        assert_eq!(world.calls(), ["stack deploy --prune --detach=true --compose-file compose.yml web"], "{shell:?}");
        world.0.write("world/runs", "");
        assert!(world.run(&shell).1, "the stack was removed by hand");
        assert_eq!(world.calls().len(), 2, "{shell:?}");
    }
}

/// An update may go back to an old config until it is over. The swarm itself keeps what a service uses.
#[test]
fn an_old_config_goes_once_no_update_needs_it() {
    for shell in shells() {
        let world = World::new(&[WEB]).is("configs", "one\ntwo\n");
        for state in ["updating", "paused", "rollback_started"] {
            world.0.write("world/update", state);
            assert!(world.run(&shell).1 && world.run(&shell).1, "{shell:?}");
            assert_eq!(world.calls().len(), 1, "{shell:?}: {state}");
        }
        world.0.write("world/update", "completed");
        assert!(world.run(&shell).1 && world.run(&shell).1, "{shell:?}");
        assert_eq!(world.calls()[1..], ["config rm one two", "secret rm"], "{shell:?}");
    }
}

#[test]
fn networks_folders_and_files_come_first() {
    for shell in shells() {
        let world = World::new(&[
            WEB,
            ("web/swarmgen/networks", "there overlay\nfront overlay --attachable\n"),
            ("web/swarmgen/folders", "0700 web/data\n"),
            ("web/swarmgen/share/web/web.conf", "text\n"),
            ("web/swarmgen/unpinned", ""),
        ]);
        let world = world.is("networks", "there\n");
        assert!(world.run(&shell).1, "{shell:?}");
        let deploy = "stack deploy --prune --detach=true --resolve-image=never --compose-file compose.yml web";
        assert_eq!(world.calls(), ["network create --driver overlay --attachable front", deploy], "{shell:?}");
        let folder = fs::metadata(world.0.path().join("var/data/web/data")).expect("the folder was made");
        assert_eq!(folder.permissions().mode() & 0o777, 0o700);
        assert_eq!(world.0.read("var/data/web/web.conf").as_deref(), Some("text\n"));
    }
}

#[test]
fn a_network_that_is_not_as_in_the_inventory_is_reported() {
    for shell in shells() {
        let world = World::new(&[WEB, ("web/swarmgen/shapes", "front overlay true false encrypted=|end *\n")]);
        let world = world.is("shape", "overlay true false encrypted=|end 10.0.1.0/24");
        assert!(world.run(&shell).1 && world.run(&shell).1, "{shell:?}");
        world.0.write("world/shape", "overlay false false end 10.0.1.0/24");
        let said = "network front is overlay false false end 10.0.1.0/24, not overlay true false encrypted=|end *\n";
        assert_eq!(world.run(&shell), (said.to_owned(), false), "{shell:?}");
    }
}

#[test]
fn an_old_engine_gets_no_option_that_it_does_not_know() {
    for shell in shells() {
        let world = World::new(&[WEB, ("web/swarmgen/unpinned", "")]).is("old", "");
        assert!(world.run(&shell).1);
        assert_eq!(world.calls(), ["stack deploy --compose-file compose.yml web"], "{shell:?}");
    }
}

#[test]
fn a_registry_that_never_answers_is_done_without() {
    for shell in shells() {
        let world = World::new(&[WEB]).is("late", "web\n");
        assert!(world.run(&shell).1, "{shell:?}");
        assert!(world.calls()[1].contains("--resolve-image=never"), "{:?}", world.calls());
    }
}

#[test]
fn a_broken_stack_stops_no_other() {
    for shell in shells() {
        let world = World::new(&[("broken/compose.yml", "x"), WEB]).is("broken", "broken\n");
        let (said, content) = world.run(&shell);
        assert!(!content, "{shell:?}");
        assert_eq!(said, "stack web: deployed\nstack broken: cannot deploy: network lost not found\n", "{shell:?}");
    }
}

#[test]
fn a_stack_goes_only_when_told_so() {
    for shell in shells() {
        let world = World::new(&[WEB, ("web/swarmgen/remove", "")]).is("runs", "web\nother\n");
        assert_eq!(world.run(&shell), ("stack web: removed\n".to_owned(), true), "{shell:?}");
        assert_eq!(world.calls(), ["stack rm web"], "{shell:?}");
    }
}

#[test]
fn a_stack_is_not_gone_because_nobody_says_that_it_is_there() {
    for shell in shells() {
        let world = World::new(&[WEB, ("web/swarmgen/remove", "")]).is("runs", "web\n").is("leaderless", "");
        let said = "stack web: cannot remove: The swarm does not have a leader.\n";
        assert_eq!(world.run(&shell), (said.to_owned(), false), "{shell:?}");
        fs::remove_file(world.0.path().join("world/leaderless")).expect("it was there");
        assert_eq!(world.run(&shell), ("stack web: removed\n".to_owned(), true), "{shell:?}");
    }
}
