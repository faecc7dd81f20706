//! Single functions of the script under a fake root, in every shell that is here.

mod converge;

use converge::{LEAD, OBSERVE, Root, SCRIPT, STUB, on_path, shells, skipped, source, stdout};
use std::process::Command;

/// Runs `text` after the script's functions in each shell, each time in a root of its own.
fn each(setup: impl Fn(&Root), text: &str, expected: &str) {
    for shell in shells() {
        let root = Root::new("h1");
        setup(&root);
        assert_eq!(stdout(&source(&shell, root.path(), text, "")), expected, "{}: {text}", shell[0]);
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

#[test]
fn is_clean_to_the_judges() {
    for file in [SCRIPT, OBSERVE, LEAD, STUB] {
        for judge in [&["dash", "-n"][..], &["shellcheck", "-s", "sh"]] {
            if !on_path(judge[0]) {
                skipped(judge[0]);
                continue;
            }
            let output = Command::new(judge[0]).args(&judge[1..]).arg(file).output().expect("the judge runs");
            assert!(output.status.success(), "{judge:?} {file}: {}", String::from_utf8_lossy(&output.stdout));
        }
    }
}

#[test]
fn fits_into_user_data() {
    let size: u64 = [SCRIPT, OBSERVE, LEAD].iter().map(|file| std::fs::metadata(file).expect("the script").len()).sum();
    assert!(size < 40_000, "{size} bytes");
}

#[test]
fn the_share_is_what_the_mount_table_says() {
    let nfs = "30 1 0:40 / /var/data rw,relatime shared:5 - nfs4 nas:/export rw\n";
    for (mounts, expected) in [
        (nfs, "ok"),
        ("", "unmounted"),
        ("30 1 0:40 / /var/data2 rw - nfs4 nas:/export rw\n", "unmounted"),
        ("30 1 0:40 /var/data /mnt rw - nfs4 nas:/export rw\n", "unmounted"),
        ("30 1 0:40 / /var/data rw - ext4 /dev/sda1 rw\n", "wrong"),
        ("30 1 0:40 / /var/data rw - nfs4 other:/export rw\n", "wrong"),
        // The last mount is the one on top.
        ("30 1 8:1 / /var/data rw - ext4 /dev/sda1 rw\n31 1 0:40 / /var/data rw - nfs nas:/export rw\n", "ok"),
        ("31 1 0:40 / /var/data rw - nfs nas:/export rw\n30 1 8:1 / /var/data rw - ext4 /dev/sda1 rw\n", "wrong"),
    ] {
        each(|root| root.write("proc/self/mountinfo", mounts), "observe_share; echo $share", &format!("{expected}\n"));
    }
}

#[test]
fn an_existing_mount_may_be_of_any_kind() {
    let text = "SWARMGEN_SHARE_TYPES='' SWARMGEN_SHARE_SOURCE=''; observe_share; echo $share";
    each(|root| root.write("proc/self/mountinfo", "30 1 8:1 /x /var/data rw - xfs /dev/sdb rw\n"), text, "ok\n");
}

#[test]
fn an_exchange_counts_when_it_is_whole() {
    let text = "observe_exchange; echo $exchange $xid";
    each(|_| (), text, "absent\n");
    each(|root| root.write(&format!("{DIR}/exchange"), &exchange()), text, "present abc\n");
    for (from, to, expected) in [
        ("cluster=home", "cluster=other", "foreign abc\n"),
        ("generation=1", "generation=2", "foreign abc\n"),
        ("swarm=abc", "swarm=a/b", "garbled\n"),
        ("format=1", "format=2", "garbled\n"),
        ("serial=4", "serial=four", "garbled\n"),
        ("token=SWMTKN", "token=", "garbled\n"),
        ("cluster=home\n", "", "foreign abc\n"),
    ] {
        each(|root| root.write(&format!("{DIR}/exchange"), &exchange().replacen(from, to, 1)), text, expected);
    }
}

#[test]
fn a_short_exchange_is_never_a_swarm() {
    let whole = exchange();
    let text =
        "while read -r n; do head -c $n \"$DIR/whole\" >\"$DIR/exchange\"; observe_exchange; echo $exchange; done";
    let lengths = lines((0..whole.len() - 1).map(|n| n.to_string()));
    let root = Root::new("h1");
    root.write(&format!("{DIR}/whole"), &whole);
    let answers = stdout(&source(&shells()[0], root.path(), text, &lengths));
    assert!(answers.lines().all(|answer| answer == "garbled"), "{answers}");
}

#[test]
fn the_journal_is_one_of_four() {
    let text = "observe_journal; echo $journal $journal_id";
    each(|_| (), text, "none\n");
    for (written, expected) in [
        ("candidate\n", "candidate\n"),
        ("joining abc\n", "joining abc\n"),
        ("member abc\n", "member abc\n"),
        ("member\n", "garbled\n"),
        ("", "garbled\n"),
        ("leader abc\n", "garbled abc\n"),
    ] {
        each(|root| root.write("var/lib/swarmgen/journal", written), text, expected);
    }
    each(|_| (), "journal_write joining abc && observe_journal && echo $journal $journal_id", "joining abc\n");
}

/// The certificate of a worker, as the stand-in writes it and as an engine does: the id is the organization.
#[test]
fn a_certificate_names_its_swarm() {
    each(
        |_| (),
        "STUB_MAIN=noop SWARMGEN_ROOT=$ROOT WORLD=$ROOT/w; mkdir -p $WORLD/engines
         . $(dirname \"$SCRIPT\")/../../fixtures/sh/docker; write_engine h1 active hgdqclv0a87bz5fvwm85q4tvy n1
         certificate_swarm $ROOT/var/lib/docker/swarm/certificates/swarm-node.crt; certificate_swarm /nonexistent",
        "hgdqclv0a87bz5fvwm85q4tvy\n",
    );
}

#[test]
fn an_error_shows_no_secret() {
    let text =
        format!("complain 'first' \"line{}bad SWMTKN-1-{DIGEST}-{SECRET} and SWMKEY-1-xyz.\"; echo \"$error\"", '\n');
    each(|_| (), &text, "bad (secret) and (secret)\n");
}

#[test]
fn a_file_that_cannot_be_written_stays() {
    each(
        |root| root.write("d/f", "old\n"),
        "cd $ROOT/d; write_file $ROOT/d/f new && cat f; write_file $ROOT/none/f x || echo \"failed ${error:+and says why}\"; ls -A $ROOT/d",
        "new\nfailed and says why\nf\n",
    );
}

/// Engine answers for a manager that leads alone.
const LEADER: &str = "engine() {
    case \"$1 $2\" in
    'node ls') echo n1 ;;
    'node inspect') echo 'n1|h1.example.com|ready|10.0.0.1|manager|active|true|reachable|10.0.0.1:2377|1|' ;;
    'swarm join-token') echo SWMTKN-1-12345678901234567890123456789012345678901234567890-abcdefghijklmnopqrstuvwxy ;;
    esac
}
own=abc
";

#[test]
fn the_first_publisher_wins() {
    let text = format!(
        "{LEADER} mkdir -p $DIR; step_publish && observe_exchange && echo $exchange $xid
         own=xyz; step_publish || echo lost; observe_exchange; echo $exchange $xid; ls -A $DIR"
    );
    each(|_| (), &text, "present abc\nlost\npresent abc\nexchange\n");
}

#[test]
fn a_folder_in_the_way_is_not_published_into() {
    let text = format!("{LEADER} mkdir -p $DIR/exchange; step_publish || echo lost; ls -A $DIR/exchange");
    each(|_| (), &text, "lost\n");
}

#[test]
fn nothing_is_published_below_an_unmounted_share() {
    let text = format!("{LEADER} mkdir -p $DIR; step_publish || echo $error; ls -A $DIR");
    each(|root| root.write("proc/self/mountinfo", ""), &text, "the share went away\n");
}

#[test]
fn a_refresh_replaces_only_its_own_swarm() {
    let text = format!(
        "{LEADER} leads=true; mkdir -p $DIR; step_publish; observe_exchange; _before=$exchange_text
         step_refresh; [ \"$exchange_text\" = \"$_before\" ] && echo unchanged
         SWARMGEN_REVISION=2 token_until=0; step_refresh; field serial \"$exchange_text\"; echo $_RET
         read_token() {{ token=SWMTKN-new; }}; rung=yes; step_refresh; field token \"$exchange_text\"; echo $_RET
         own=xyz; step_refresh || echo refused; observe_exchange; echo $xid"
    );
    each(|_| (), &text, "unchanged\n2\nSWMTKN-new\nrefused\nabc\n");
}

#[test]
fn a_retired_exchange_of_another_swarm_comes_back() {
    let text = "xid=old; step_retire; observe_exchange; echo $exchange $xid; xid=abc; step_retire; observe_exchange; echo $exchange; ls -A $DIR";
    each(|root| root.write(&format!("{DIR}/exchange"), &exchange()), text, "present abc\nabsent\n");
}

#[test]
fn the_address_must_be_local() {
    let ip = "ip() { printf '%s\\n' '2: eth0    inet 10.0.0.1/24 scope global eth0' '3: eth1.5    inet 10.0.5.1/24 scope global eth1.5'; }; hostname=h1;";
    for (settings, expected) in [
        (":", "ok 10.0.0.1"),
        ("SWARMGEN_ADVERTISE_ADDRESS=10.0.0.2", "address 10.0.0.2"),
        ("SWARMGEN_ADVERTISE_ADDRESS=0.0.0.1", "address 0.0.0.1"),
        ("SWARMGEN_ADVERTISE_ADDRESS=eth1.5", "ok 10.0.5.1"),
        ("SWARMGEN_ADVERTISE_ADDRESS=eth9", "address"),
        ("SWARMGEN_ADVERTISE_ADDRESS=eth0", "ok 10.0.0.1"),
        ("hostname=localhost", "hostname 10.0.0.1"),
    ] {
        each(|_| (), &format!("{ip} {settings}; observe_ready; echo $ready $advertise"), &format!("{expected}\n"));
    }
}

#[test]
fn init_says_what_the_inventory_says_or_nothing() {
    let text = "engine() { printf '%s,' \"$@\"; }; try() { \"$@\"; }
        advertise=10.0.0.1 SWARMGEN_INIT_OPTIONS='--default-addr-pool 10.1.0.0/16 --autolock'; step_init; SWARMGEN_JOIN_OPTIONS='--data-path-addr eth1'; step_init";
    each(
        |_| (),
        text,
        "swarm,init,--advertise-addr,10.0.0.1,--default-addr-pool,10.1.0.0/16,--autolock,\
         swarm,init,--advertise-addr,10.0.0.1,--data-path-addr,eth1,--default-addr-pool,10.1.0.0/16,--autolock,",
    );
}

/// What a host says of itself, for `changes`.
fn says(root: &Root, host: &str, node: &str, journal: &str, replaces: &str) {
    root.write(
        &format!("{DIR}/hosts/{host}"),
        &format!("node={node}\njournal={journal}\nreplaces={replaces}\nend=swarmgen\n"),
    );
}

/// The first of `changes`, of a table, of what hosts say (`member ID`, `lost ID`), and of nodes written short as `id name state role reach`.
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
        let answer = stdout(&source(&shell, root.path(), &text, ""));
        assert_eq!(answer.trim_end(), expected, "{}: {words}\n{nodes}", shell[0]);
    }
}

const THREE: &str = "mh1 mh2 mh3";

#[test]
fn members_are_promoted_one_at_a_time() {
    let ready = "n1 h1 ready manager reachable\nn2 h2 ready worker -\nn3 h3 ready worker -";
    change(THREE, "member n2; member n3", ready, "promote h2 n2");
    change(THREE, "member n3", ready, "promote h3 n3");
    change(THREE, "", ready, "wait h3 to be a member");
    let coming = "n1 h1 ready manager reachable\nn2 h2 ready manager -\nn3 h3 ready worker -";
    change(THREE, "member n2; member n3", coming, "await h2 n2 active");
    let two = "n1 h1 ready manager reachable\nn2 h2 ready manager reachable\nn3 h3 ready worker -";
    change(THREE, "member n3", two, "promote h3 n3");
    // With one of two members gone a third would need both to answer.
    let gone = "n1 h1 ready manager reachable\nn2 h2 down manager unreachable\nn3 h3 ready worker -";
    change(THREE, "member n3", gone, "wait more managers before h3 can be promoted");
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

#[test]
fn an_old_entry_goes_before_anything_else() {
    let rebuilt = "n1 h1 ready manager reachable\nn2 h2 ready manager reachable\nn3 h3 down manager unreachable";
    change(THREE, "", rebuilt, "wait h3 to be ready");
    change(THREE, "lost n3", rebuilt, "demote h3 n3");
    change(
        THREE,
        "lost n3",
        &rebuilt.replace("manager unreachable", "worker unreachable"),
        "wait the old entry of h3 to leave the raft",
    );
    change(THREE, "lost n3", &rebuilt.replace("manager unreachable", "worker -"), "rm h3 n3");
    let twice = "n1 h1 ready manager reachable\nn2 h2 down manager unreachable\nn3 h3 down manager unreachable";
    change(THREE, "lost n2; lost n3", twice, "wait more managers before the old entry of h2 can go");
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
    // The leader last.
    change("wh1 mh2 wh3", "", all, "demote h3 n3");
    change("wh1 mh2", "", "n1 h1 ready manager reachable\nn2 h2 ready manager reachable", "demote h1 n1");
    change("wh1", "", "n1 h1 ready manager reachable", "wait more managers before h1 can be demoted");
    // Somebody else's host stays, unless it is gone.
    change("mh1 mh2", "", all, "");
    change(
        "mh1 mh2",
        "",
        &all.replace("n3 h3 ready manager reachable", "n3 h3 down manager unreachable"),
        "demote h3 n3",
    );
    let weak = "n1 h1 ready manager reachable\nn2 h2 down manager unreachable\nn3 h3 ready manager reachable";
    change("mh1 mh2 wh3", "", weak, "wait more managers before h3 can be demoted");
}

#[test]
fn hosts_speak_for_their_old_entries() {
    let old = "n2|h2|down|||||||\n";
    let back = "n3|h2|ready|||||||\n";
    for (node, replaces, nodes, expected) in [
        ("", "n0 n2", old.to_owned(), "rm h2 n2\n"),
        // It came back before anybody could wish the old entry away.
        ("n3", "", old.to_owned() + back, "rm h2 n2\n"),
        ("n3", "", old.to_owned(), "\n"),
        // It reboots: its last words name no other entry.
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
fn the_highest_complete_revision_counts() {
    let put = "asked=yes control=true; mkdir -p $DIR; step_put_inventory;";
    let read = "read_inventory; echo $counting_revision $counting $(wc -l <$RUN/counting.tsv)";
    let setup = |root: &Root| {
        root.write("etc/swarmgen/cluster.tsv", "h1\tmanager\t10.0.0.1\t-\t-\t-\n");
        root.write("etc/swarmgen/stacks/web/compose.yml", "x\n");
    };
    each(
        setup,
        &format!("{put} {read}; ls -A $DIR/inventory; cat $DIR/inventory/1/stacks/web/compose.yml"),
        "1 yes 1\n1\nx\n",
    );
    for (spoil, expected) in [
        ("rm $DIR/inventory/1/end", "1 no 0\n"),
        ("echo y >>$DIR/inventory/1/stacks/web/compose.yml", "1 no 0\n"),
        ("rm $DIR/inventory/1/stacks/web/compose.yml", "1 no 0\n"),
        ("mkdir $DIR/inventory/2", "2 no 0\n"),
        ("mkdir $DIR/inventory/.2.h9", "1 yes 1\n"),
        ("cp -R $DIR/inventory/1 $DIR/inventory/10; mkdir $DIR/inventory/9", "10 yes 1\n"),
        ("sed -i '$d' $DIR/inventory/1/end", "1 no 0\n"),
    ] {
        each(setup, &format!("{put} {spoil}; {read}"), expected);
    }
}

#[test]
fn a_failed_unit_is_reset_and_started_once() {
    let text = "systemctl() { echo \"$@\" >>$ROOT/said; }
        SWARMGEN_SHARE_UNIT=a.mount; step_start_share; step_start_share; step_start_engine; cat $ROOT/said";
    each(|_| (), text, "reset-failed a.mount\nstart --no-block a.mount\n");
}

#[test]
fn a_heartbeat_spares_the_engine() {
    let text = "engine() { echo asked; echo 'active|n1|true|abc|/d|h1|'; }; observe_engine() { echo asked; swarm=active own=abc control=true; }
        journal_write member abc; observe; rest=yes full_at=160
        observe; echo $asked; touch $DIR/bell; observe; rm $DIR/bell; full_at=100; observe; full_at=160; rm $ROOT/run/docker.pid; observe";
    let setup = |root: &Root| {
        root.write(&format!("{DIR}/exchange"), &exchange());
        root.write("run/docker.pid", "42");
        root.write("proc/42/stat", "");
    };
    each(setup, text, "asked\nno\nasked\nasked\nasked\n");
}

#[test]
fn a_share_that_takes_no_writes_is_seen_before_any_act() {
    let text = "engine() { echo \"$*\" >>$ROOT/said; echo 'inactive||false||/d|h1|'; }; ip() { echo ' 10.0.0.1/'; }; answering() { :; }
        pass; cat $ROOT/said | grep -c 'swarm init'; echo $action $share";
    // A file where the folder belongs, as even root cannot write there.
    let setup = |root: &Root| {
        root.write("var/data/.swarmgen", "");
        root.write("etc/swarmgen/cluster.tsv", "h1\tmanager\t10.0.0.1\t-\t-\t-\n");
    };
    for shell in shells() {
        let root = Root::new("h1");
        setup(&root);
        let output = source(&shell, root.path(), text, "");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            said.ends_with("0\nwait_share unwritable\n") && said.contains("h1: waiting: wait_share"),
            "{}: {said}",
            shell[0]
        );
    }
}

#[test]
fn a_status_says_what_others_need() {
    let text = "share=ok swarm=inactive journal=none exchange=present xid=abc roster=listed settled=no replaces='n1 n2' error='what went wrong' action=wish
        date() { echo 1234; }; step_report >/dev/null; cat $DIR/hosts/h1";
    let expected = "format=1\nhost=h1\nstate=waiting\nstep=wish\nsince=1234\ntime=1234\nwaiting_for=the leader to remove the old entry of this host\n\
        swarm=abc\nnode=\nmachine=0123456789abcdef0123456789abcdef\njournal=none\nwish=join\nreplaces=n1 n2\nerror=what went wrong\nend=swarmgen\n";
    each(|_| (), text, expected);
}

#[test]
fn a_calm_heartbeat_writes_nothing() {
    let text = "share=ok swarm=active control=true journal=member action=reconcile asked=no; step_report >/dev/null
        written() { if [ -e $DIR/hosts/h1 ]; then echo written; else echo spared; fi; rm -f $DIR/hosts/h1; }; written
        echo '115.0 1' >$ROOT/proc/uptime; step_report; written; echo '145.0 1' >$ROOT/proc/uptime; step_report; written
        asked=yes; step_report; written; asked=no unfinished=x; step_report >/dev/null; written";
    each(|_| (), text, "written\nspared\nwritten\nwritten\nwritten\n");
}

#[test]
fn a_wait_that_takes_long_is_blocked() {
    let text = "share=ok action=wait_door journal=none; step_report >/dev/null; field state \"$(cat $DIR/hosts/h1)\"; echo $_RET
        echo '401.0 1' >$ROOT/proc/uptime; step_report; field state \"$(cat $DIR/hosts/h1)\"; echo $_RET";
    each(|_| (), text, "waiting\nblocked\n");
}

#[test]
fn stacks_wait_while_nodes_come_and_go() {
    let rest =
        |facts: &str, expected: &str| each(|_| {}, &format!("{facts}; nodes_rest && echo yes || echo no"), expected);
    rest("unfinished=''", "yes\n");
    rest("unfinished='h2 to be ready'", "no\n");
    rest("unfinished='h2 to be ready' moved=$unfinished moved_at=98", "no\n");
    rest("unfinished='h3 to be ready' moved='h2 to be ready' moved_at=50", "no\n");
    rest("unfinished='h2 to be ready' moved=$unfinished moved_at=50", "yes\n");
}
