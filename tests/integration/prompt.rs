//! The sources of docker's completion for shell.sh: the engine itself, or an address with a checksum.

use std::fs;

use crate::converge::{Root, shells};
use crate::support::judge;
use sha2::{Digest, Sha256};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/host/opt/swarmgen/shell.sh");
const COMPLETION: &str = "complete -W 'stack' docker\n";
const OLD_ENGINE: &str = "#!/bin/sh\necho \"docker: '$1' is not a docker command.\" >&2\nexit 1\n";
const NEW_ENGINE: &str = "#!/bin/sh\n[ \"$*\" = 'completion bash' ] && echo \"complete -W 'service' docker\"\n";

/// A host with this docker command, which downloads the completion if it has this checksum.
fn host(docker: &str, sha256: &str) -> Root {
    let root = Root::new("h1");
    root.program("docker", docker);
    root.write("served", COMPLETION);
    let url = format!("file://{}/served", root.path().display());
    root.write(
        "etc/swarmgen/shell.env",
        &format!(
            "SWARMGEN_COMPLETION='true'\nSWARMGEN_COMPLETION_SHA256='{sha256}'\nSWARMGEN_COMPLETION_URL='{url}'\nSWARMGEN_USER='nobody'\n"
        ),
    );
    root
}

/// Whether the script succeeded, and the completion afterwards.
fn run(shell: &[&str], root: &Root) -> (bool, Option<String>) {
    let mut command = root.command(shell);
    let succeeded =
        command.arg(SCRIPT).env("HOME", root.path()).output().expect("a shell on PATH starts").status.success();
    let left: Vec<_> = fs::read_dir(root.path().join("etc/bash_completion.d")).expect("it is made").collect();
    assert!(left.len() <= 1, "nothing half done is left: {left:?}");
    (succeeded, root.read("etc/bash_completion.d/docker"))
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[test]
fn a_new_engine_writes_its_own() {
    for shell in shells() {
        let root = host(NEW_ENGINE, "");
        assert_eq!(run(&shell, &root), (true, Some("complete -W 'service' docker\n".to_owned())), "{shell:?}");
    }
}

#[test]
fn an_old_engine_gets_what_has_the_checksum_and_nothing_else() {
    let Some(_) = judge::program("curl") else { return };
    for shell in shells() {
        assert_eq!(run(&shell, &host(OLD_ENGINE, &sha256("another"))), (false, None), "{shell:?}: another one");
        let right = host(OLD_ENGINE, &sha256(COMPLETION));
        assert_eq!(run(&shell, &right), (true, Some(COMPLETION.to_owned())), "{shell:?}");
        // If the address does not answer, the unit tries again, and the existing file stays.
        fs::remove_file(right.path().join("served")).expect("it is there");
        assert_eq!(run(&shell, &right), (false, Some(COMPLETION.to_owned())), "{shell:?}");
    }
}
