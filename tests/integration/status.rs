//! `swarmgen status` on a share with files of hosts.

use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::support::{program, scratch::Scratch};
use indoc::indoc;

/// A share with the files of ds1 and ds2 of three hosts. The file of ds2 says `state`.
fn share(state: &str) -> Scratch {
    let scratch = Scratch::new("status");
    let exchange = scratch.path().join(".swarmgen/home/g1");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    let write = |path: &str, text: String| {
        let path = exchange.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    };
    write("inventory/1/cluster.tsv", "ds1\tmanager\nds2\tmanager\n".to_owned());
    write("inventory/1/end", "0  ./cluster.tsv\n".to_owned());
    for (host, state) in [("ds1", "converged"), ("ds2", state)] {
        let text = indoc! {"
            format=1
            state=STATE
            step=reconcile
            since=NOW
            time=NOW
            waiting_for=
            error=
            end=swarmgen
        "};
        write(&format!("hosts/{host}"), text.replace("STATE", state).replace("NOW", &now.to_string()));
    }
    scratch
}

#[test]
fn only_a_converged_cluster_is_done() {
    for (state, code) in [("converged", 0), ("waiting", 1)] {
        let share = share(state);
        let output = program(["status"]).arg(share.path()).output().expect("the program runs");
        let table = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(code), "{table}");
        assert_eq!(table.lines().count(), 3, "{table}");
        assert!(table.lines().nth(2).is_some_and(|line| line.starts_with("ds2") && line.contains(state)), "{table}");
    }
}

/// During a copy, the end of the revision is missing.
#[test]
fn the_highest_whole_inventory_names_the_hosts() {
    let share = share("converged");
    let inventory = share.path().join(".swarmgen/home/g1/inventory");
    fs::write(inventory.join("1/cluster.tsv"), "ds1\tmanager\nds2\tmanager\nds3\tworker\n").expect("it is there");
    fs::create_dir(inventory.join("2")).expect("a folder of ours");
    let status = || program(["status"]).arg(share.path()).output().expect("the program runs");
    let found = |output: &std::process::Output| String::from_utf8_lossy(&output.stdout).contains("ds3");
    assert!(found(&status()) && status().status.code() == Some(1));
    fs::write(inventory.join("2/cluster.tsv"), "ds1\tmanager\nds2\tmanager\n").expect("a file of ours");
    assert!(found(&status()));
    fs::write(inventory.join("2/end"), "0  cluster.tsv\n").expect("a file of ours");
    assert!(!found(&status()) && status().status.success());
}

#[test]
fn a_folder_without_a_cluster_is_trouble() {
    let scratch = Scratch::new("status");
    let output = program(["status"]).arg(scratch.path()).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("help: "), "{output:?}");
}
