//! The model of the convergence under `tests/model/`: its table equals the script's, no small world violates an
//! invariant, and without any one condition the model finds a violation. `python3 tests/model/convergence.py --help`
//! searches larger worlds.

use std::{fs, path::Path, process::Output};

use crate::support::judge::{DASH, PYTHON, assert_content};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the model; `None` without Python.
fn model(arguments: &[&str]) -> Option<Output> {
    let command = [&["python3", "convergence.py"], arguments].concat();
    PYTHON.run(&root().join("tests/model"), &command, b"")
}

/// Searches, and prints the size of the search.
fn search(arguments: &[&str]) {
    if let Some(output) = model(arguments) {
        assert_content(&output);
        print!("{}", String::from_utf8_lossy(&output.stdout));
    }
}

/// The model's action for each case is the decision of the script's `decide`.
#[test]
fn the_table_is_the_script_s() {
    const COMPARE: &str = r#"
        SWARMGEN_OPT=. SWARMGEN_MAIN=noop cases=0
        . ./converge.sh
        while IFS='|' read -r share swarm own journal journal_id exchange xid SWARMGEN_ROLE ready peer stagger_over roster settled reachable \
            quorum patient alone overdue raft key expected; do
            decide
            cases=$((cases + 1))
            [ "$action" = "$expected" ] || { echo "the script says $action in case $cases"; exit; }
        done
        echo "the same in $cases cases"
    "#;
    let Some(table) = model(&["--table"]) else { return };
    assert_content(&table);
    let scripts = root().join("templates/host/opt/swarmgen");
    let Some(compared) = DASH.run(&scripts, &["dash", "-c", COMPARE], &table.stdout) else { return };
    assert_content(&compared);
    let said = String::from_utf8_lossy(&compared.stdout).into_owned();
    let table = String::from_utf8_lossy(&table.stdout);
    let number = said.trim_end().rsplit(' ').next().and_then(|case| case.parse::<usize>().ok());
    let case = number.and_then(|case| table.lines().nth(case - 1)).unwrap_or_default();
    assert!(said.starts_with("the same in"), "{said}the model says: {case}");
    println!("{said}");
}

#[test]
fn two_managers_a_crash_a_rebuilt_host_and_a_wiped_share() {
    search(&["--crashes", "1", "--rebuilds", "1", "--wipes", "1"]);
}

#[test]
fn two_managers_whose_engines_fail_and_lose_their_data() {
    search(&["--crashes", "1", "--losses", "1", "--stalls", "1"]);
}

#[test]
fn three_hosts_a_crash() {
    search(&["--hosts", "3", "--crashes", "1"]);
    search(&["--hosts", "3", "--workers", "1", "--crashes", "1"]);
}

#[test]
fn without_a_condition_there_is_a_violation() {
    search(&["--self-test"]);
}

/// The page explains every condition of the model.
#[test]
fn the_page_has_every_condition() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).expect("the page is there");
    let conditions = fs::read_to_string(root().join("tests/model/conditions.py")).expect("it is there");
    let names = conditions.lines().filter_map(|line| line.strip_prefix("    \"")?.split('"').next());
    let missing: Vec<&str> = names.filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/architecture.md does not explain {missing:?}");
}
