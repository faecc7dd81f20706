//! The changes that the leader makes to the swarm, and their order.

use super::{DIR, each, lines};
use crate::converge::{Root, shells, source, stdout};

/// Writes a host's status file, for `changes`.
fn says(root: &Root, host: &str, node: &str, journal: &str, replaces: &str) {
    root.write(
        &format!("{DIR}/hosts/{host}"),
        &format!("node={node}\njournal={journal}\nreplaces={replaces}\nend=swarmgen\n"),
    );
}

/// Checks the first of `changes` for a table, the hosts' reports (`member ID`, `lost ID`), and nodes in the form
/// `id name state role reach`.
fn change(table: &str, words: &str, nodes: &str, expected: &str) {
    let node = |line: &str| {
        let c: Vec<&str> = line.split(' ').collect();
        let raft =
            if c[4] == "-" { "||".to_owned() } else { format!("{}|{}|10.0.0.{}:2377", c[0] == "n1", c[4], &c[1][1..]) };
        let name = if c[1] == "?" { "" } else { c[1] };
        format!("{}|{name}|{}|10.0.0.{}|{}|active|{raft}|1000|", c[0], c[2], c[1].trim_start_matches('h'), c[3])
    };
    let row = |name: &str, role: &str| format!("{name}\t{role}\t10.0.0.{}\t-\t-\t-", &name[1..]);
    let roles = table.split_whitespace().map(|m| (&m[1..], if m.starts_with('m') { "manager" } else { "worker" }));
    let table = lines(roles.map(|(name, role)| row(name, role)));
    let host_of = |id: &str| nodes.lines().find_map(|line| line.strip_prefix(id)?.split(' ').nth(1)).expect("a node");
    let short = lines(nodes.lines().map(node));
    for shell in shells() {
        let root = Root::new("h1");
        root.write("run/swarmgen/counting.tsv", &table);
        for word in words.split("; ").filter(|word| !word.is_empty()) {
            match word.split_once(' ').expect("a word and an id") {
                ("member", id) => says(&root, host_of(id), id, "member abc", ""),
                (_, id) => says(&root, host_of(id), "", "none", &format!("n0 {id}")),
            }
        }
        let text = format!("node=n1 own=abc now=2000 nodes='{}'; changes | head -n 1", short.trim_end());
        let answer = stdout(&source(&shell, &root, &text, ""));
        assert_eq!(answer.trim_end(), expected, "{}: {words}\n{nodes}", shell[0]);
    }
}

const THREE: &str = "mh1 mh2 mh3";

#[test]
fn members_are_promoted_one_at_a_time() {
    let ready = "n1 h1 ready manager reachable\nn2 h2 ready worker -\nn3 h3 ready worker -";
    change(THREE, "member n2; member n3", ready, "promote h2 n2");
    change(THREE, "member n3", ready, "promote h3 n3");
    change(THREE, "", ready, "wait h3 to report that it is a member");
    let coming = "n1 h1 ready manager reachable\nn2 h2 ready manager -\nn3 h3 ready worker -";
    change(THREE, "member n2; member n3", coming, "await h2 n2");
    let two = "n1 h1 ready manager reachable\nn2 h2 ready manager reachable\nn3 h3 ready worker -";
    change(THREE, "member n3", two, "promote h3 n3");
    // With one of two members down, a third member would make both necessary for a majority.
    let gone = "n1 h1 ready manager reachable\nn2 h2 down manager unreachable\nn3 h3 ready worker -";
    change(THREE, "member n3", gone, "wait another reachable manager before h3 can be promoted");
    let all = "n1 h1 ready manager reachable\nn2 h2 ready manager reachable\nn3 h3 ready manager reachable";
    change(THREE, "", all, "");
    change(THREE, "", "n1 h1 ready manager reachable\nn2 h2 ready manager reachable", "wait h3 to be ready");
}

#[test]
fn a_name_alone_makes_no_manager() {
    let elsewhere = "n1 h1 ready manager reachable\nn2 h9 ready worker -";
    change("mh1 mh9", "member n2", elsewhere, "promote h9 n2");
    change("mh1 wh9", "member n2", elsewhere, "");
}

/// Only the host itself knows the address of an interface.
#[test]
fn a_manager_that_advertises_an_interface_may_have_any_address() {
    for (advertised, expected) in
        [("*", "promote h2 n2\n"), ("-", "wait h2 at its inventory address, not at 10.9.0.2\n")]
    {
        let setup = |root: &Root| {
            let table = format!("h1\tmanager\t10.0.0.1\t-\t-\t-\nh2\tmanager\t10.0.0.2\t{advertised}\t-\t-\n");
            root.write("run/swarmgen/counting.tsv", &table);
            says(root, "h2", "n2", "member abc", "");
        };
        let nodes = "n1|h1|ready|10.0.0.1|manager|active|true|reachable|10.0.0.1:2377|1000|\nn2|h2|ready|10.9.0.2|worker|active||||1000|";
        each(setup, &format!("node=n1 own=abc now=2000 nodes='{nodes}'; changes"), expected);
    }
}

#[test]
fn an_old_entry_goes_before_anything_else() {
    let rebuilt = "n1 h1 ready manager reachable\nn2 h2 ready manager reachable\nn3 h3 down manager unreachable";
    change(THREE, "", rebuilt, "wait h3 to be ready");
    change(THREE, "lost n3", rebuilt, "demote h3 n3");
    change(
        THREE,
        "lost n3",
        &rebuilt.replace("manager unreachable", "worker unreachable"),
        "wait the old node of h3 to leave the raft",
    );
    change(THREE, "lost n3", &rebuilt.replace("manager unreachable", "worker -"), "rm h3 n3");
    let twice = "n1 h1 ready manager reachable\nn2 h2 down manager unreachable\nn3 h3 down manager unreachable";
    change(THREE, "lost n2; lost n3", twice, "wait another reachable manager before the old node of h2 can be removed");
    // Even without an inventory that counts.
    change("", "lost n3", rebuilt, "demote h3 n3");
}

#[test]
fn a_ghost_goes_after_ten_minutes() {
    let ghost = "n1 h1 ready manager reachable\nn2 ? down worker -";
    change("mh1", "", ghost, "rm - n2");
}

#[test]
fn demotions_leave_a_majority() {
    let all = "n1 h1 ready manager reachable\nn2 h2 ready manager reachable\nn3 h3 ready manager reachable";
    change("mh1 mh2 wh3", "", all, "demote h3 n3");
    // The leader is the last.
    change("wh1 mh2 wh3", "", all, "demote h3 n3");
    change("wh1 mh2", "", "n1 h1 ready manager reachable\nn2 h2 ready manager reachable", "demote h1 n1");
    change("wh1", "", "n1 h1 ready manager reachable", "wait another reachable manager before h1 can be demoted");
    // A host that the inventory does not name stays, unless it is down.
    change("mh1 mh2", "", all, "");
    change(
        "mh1 mh2",
        "",
        &all.replace("n3 h3 ready manager reachable", "n3 h3 down manager unreachable"),
        "demote h3 n3",
    );
    // Swarm rejects the demotion of a node that never entered the raft.
    let never = "n1 h1 ready manager reachable\nn2 h2 ready manager reachable\nn3 h3 down manager -";
    change("mh1 mh2", "", never, "rm h3 n3");
    change("mh1 mh2 wh3", "", never, "wait h3 to enter the raft before it can be demoted");
    let weak = "n1 h1 ready manager reachable\nn2 h2 down manager unreachable\nn3 h3 ready manager reachable";
    change("mh1 mh2 wh3", "", weak, "wait another reachable manager before h3 can be demoted");
}

#[test]
fn hosts_speak_for_their_old_entries() {
    let old = "n2|h2|down|||||||\n";
    let back = "n3|h2|ready|||||||\n";
    for (node, replaces, nodes, expected) in [
        ("", "n0 n2", old.to_owned(), "rm h2 n2\n"),
        // The host came back before it could ask for the removal of the old entry.
        ("n3", "", old.to_owned() + back, "rm h2 n2\n"),
        ("n3", "", old.to_owned(), "\n"),
        // The host reboots: its last report names no other entry.
        ("n2", "", old.to_owned(), "\n"),
        ("", "n2", old.replace("down", "unknown"), "\n"),
    ] {
        let text = format!("node=n1 own=abc now=2000 nodes='{}'; changes", nodes.trim_end());
        let setup = |root: &Root| {
            root.write("run/swarmgen/counting.tsv", "");
            says(root, "h2", node, "member abc", replaces);
        };
        each(setup, &text, expected);
    }
}

#[test]
fn labels_that_left_the_inventory_go() {
    let nodes = |labels: &str| format!("n1|h1|ready|a|manager|active|true|reachable|b|1|{labels}");
    for (row, labels, expected) in [
        ("-\t-", "", ""),
        ("-\t-", "by=hand\t", ""),
        (
            "drain\tzone=a b\tx=1",
            "",
            "n1,--label-add,zone=a b,--label-add,x=1,--label-add,swarmgen.labels=zone x,--availability,drain\n",
        ),
        ("active\tx=1", "x=1\tswarmgen.labels=x\tby=hand\t", ""),
        (
            "-\tx=2",
            "x=1\ty=1\tswarmgen.labels=x y\tby=hand\t",
            "n1,--label-add,x=2,--label-rm,y,--label-add,swarmgen.labels=x\n",
        ),
        ("-\t-", "x=1\tswarmgen.labels=x\tby=hand\t", "n1,--label-rm,x,--label-rm,swarmgen.labels\n"),
    ] {
        let text = format!("node=n1 own=abc now=2000 nodes='{}'; changes | tr '\\t' ,", nodes(labels));
        let table = format!("h1\tmanager\t10.0.0.1\t-\t{row}\n");
        each(|root| root.write("run/swarmgen/counting.tsv", &table), &text, &format!("\n{expected}"));
    }
}

#[test]
fn stacks_wait_while_nodes_come_and_go() {
    let rest =
        |facts: &str, expected: &str| each(|_| {}, &format!("{facts}; nodes_settled && echo yes || echo no"), expected);
    rest("unfinished=''", "yes\n");
    rest("unfinished='h2 to be ready'", "no\n");
    rest("unfinished='h2 to be ready' moved=$unfinished moved_at=98", "no\n");
    rest("unfinished='h3 to be ready' moved='h2 to be ready' moved_at=50", "no\n");
    rest("unfinished='h2 to be ready' moved=$unfinished moved_at=50", "yes\n");
}

/// A host whose join fails at once rings in each pass.
#[test]
fn a_bell_does_not_keep_the_stacks_from_being_deployed() {
    let text = "state=converged action=reconcile unfinished='h2 to be ready'
        for now in 100 103 106; do echo \"$now.0 1\" >$ROOT/proc/uptime; rung=yes failed=''; choose_pace; echo $pace; done
        nodes_settled && echo rest";
    each(|_| (), text, "0.1\n0.1\n0.1\nrest\n");
}

/// The leader slows down once the reason to wait stays the same.
#[test]
fn a_stack_that_fails_does_not_hide_what_the_leader_waits_for() {
    let text = "leads=true counting=yes counting_revision=1 moved='h3 to be ready' unfinished=$moved OPT=$ROOT; echo '400 1' >$ROOT/proc/uptime
        step_deploy; echo $unfinished; unfinished=''; step_deploy; echo $unfinished";
    let setup = |root: &Root| {
        root.write("deploy.sh", "exit 1");
        root.write("var/lib/swarmgen/inventory/stacks/web/compose.yml", "");
    };
    each(setup, text, "h3 to be ready\nthe stacks to be deployed\n");
}
