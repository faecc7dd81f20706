//! Single functions of the script under a fake root, in every available shell.

mod act;
mod change;
mod observe;
mod publish;
mod raft;
mod report;

use crate::converge::{OPT, Root, STUB, shells, source, stdout};
use crate::support::judge::program;
use std::process::Command;

/// The files of the script.
fn files() -> [String; 6] {
    ["converge.sh", "common.sh", "share.sh", "observe.sh", "report.sh", "lead.sh"].map(|name| format!("{OPT}/{name}"))
}

/// Runs `text` after the script's functions in each shell, each time in a new root.
fn each(setup: impl Fn(&Root), text: &str, expected: &str) {
    for shell in shells() {
        let root = Root::new("h1");
        setup(&root);
        assert_eq!(stdout(&source(&shell, &root, text, "")), expected, "{}: {text}", shell[0]);
    }
}

fn lines(all: impl Iterator<Item = String>) -> String {
    all.flat_map(|line| [line, "\n".to_owned()]).collect()
}

const DIR: &str = "var/data/.swarmgen/home/g1";

const DIGEST: &str = "12345678901234567890123456789012345678901234567890";

const SECRET: &str = "abcdefghijklmnopqrstuvwxy";

/// An exchange of this cluster's swarm `abc`.
fn exchange() -> String {
    format!(
        "format=1\nserial=4\ncluster=home\ngeneration=1\nrevision=1\nswarm=abc\ntoken=SWMTKN-1-{DIGEST}-{SECRET}\n\
         manager=10.0.0.1\nnode=n1 h1 manager ready\nend=swarmgen\n"
    )
}

/// `host_lint.rs` runs the linter on the scripts.
#[test]
fn is_clean_to_the_judges() {
    let linted = [(&["shellcheck", "-s", "sh"][..], STUB.to_owned())];
    for (judge, file) in files().map(|file| (&["dash", "-n"][..], file)).into_iter().chain(linted) {
        let Some(program) = program(judge[0]) else { continue };
        let output = Command::new(program).args(&judge[1..]).arg(&file).output().expect("the judge runs");
        assert!(output.status.success(), "{judge:?} {file}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
