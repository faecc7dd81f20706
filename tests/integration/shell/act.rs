//! The actions of a host: the steps of converge.sh.

use super::{DIR, each, exchange};
use crate::converge::{Root, shells, source};

#[test]
fn a_file_that_cannot_be_written_stays() {
    each(
        |root| root.write("d/f", "old\n"),
        "cd $ROOT/d; write_file $ROOT/d/f new && cat f; write_file $ROOT/none/f x || echo \"failed ${error:+and says why}\"; ls -A $ROOT/d",
        "new\nfailed and says why\nf\n",
    );
}

#[test]
fn a_retired_exchange_of_another_swarm_comes_back() {
    let text = "xid=old; step_retire; observe_exchange; echo $exchange $xid; xid=abc; step_retire; observe_exchange; echo $exchange; ls -A $DIR";
    each(|root| root.write(&format!("{DIR}/exchange"), &exchange()), text, "present abc\nabsent\n");
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

#[test]
fn a_failed_unit_is_reset_and_started_once() {
    let text = "systemctl() { echo \"$@\" >>$ROOT/said; }
        SWARMGEN_SHARE_UNIT=a.mount; step_start_share; step_start_share; step_start_engine; cat $ROOT/said";
    each(|_| (), text, "reset-failed a.mount\nstart --no-block a.mount\n");
}

#[test]
fn a_blank_log_goes_while_the_engine_is_down() {
    let text = "systemctl() { echo \"$1 $(cd $ROOT/d/swarm; echo *)\"; }; try() { \"$@\"; }; timeout() { shift; \"$@\"; }; set +f
        data=/d SWARMGEN_DOCKER_UNIT=docker.service; step_rejoin_raft";
    let setup = |root: &Root| {
        root.write("d/swarm/raft/wal-v3-encrypted/0.wal", "r");
        // The power failed between the move and the removal.
        root.write("d/swarm/raft.blank/wal-v3-encrypted/0.wal", "r");
    };
    each(setup, text, "stop raft\nrestart *\n");
}

#[test]
fn a_share_that_takes_no_writes_is_seen_before_any_act() {
    let text = "engine() { echo \"$*\" >>$ROOT/said; echo 'inactive||false||/d|h1|'; }; ip() { echo ' 10.0.0.1/'; }; answering() { :; }
        pass; cat $ROOT/said | grep -c 'swarm init'; echo $action $share";
    // A file in place of the folder, since even root cannot write there.
    let setup = |root: &Root| {
        root.write("var/data/.swarmgen", "");
        root.write("etc/swarmgen/cluster.tsv", "h1\tmanager\t10.0.0.1\t-\t-\t-\n");
    };
    for shell in shells() {
        let root = Root::new("h1");
        setup(&root);
        let output = source(&shell, &root, text, "");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            said.ends_with("0\nwait_share unwritable\n") && said.contains("h1: waiting: wait_share"),
            "{}: {said}",
            shell[0]
        );
    }
}

/// Only then: a full or read-only share is mounted correctly.
#[test]
fn a_share_whose_client_has_died_is_taken_away() {
    let text = "engine() { echo 'inactive||false||/d|h1|'; }; ip() { echo ' 10.0.0.1/'; }; answering() { :; }; umount() { echo \"umount $1\" >&3; }
        exec 3>&1; SWARMGEN_SHARE=/var/data; pass >/dev/null; echo $action";
    for (reason, expected) in [
        ("Transport endpoint is not connected", "umount -l\nwait_share\n"),
        ("Stale file handle", "umount -l\nwait_share\n"),
        ("Input/output error", "wait_share\n"),
        ("", "wait_share\n"),
    ] {
        let setup = |root: &Root| {
            root.write("var/data/.swarmgen", "");
            root.write("etc/swarmgen/cluster.tsv", "h1\tmanager\t10.0.0.1\t-\t-\t-\n");
        };
        // Not a program `ls`: busybox may prefer its own to any on PATH.
        let timeout = format!("timeout() {{ echo \"ls: cannot access '$4': {reason}\" >&2; return 2; }}");
        each(setup, &format!("{timeout}; {text}"), expected);
    }
}

#[test]
fn a_bell_that_cannot_be_rung_stops_nobody() {
    each(|root| root.write(&format!("{DIR}/bell/x"), ""), "step_ring; echo on", "on\n");
}

#[test]
fn a_full_disk_is_told_of_by_one_who_becomes_a_member() {
    let text = "engine() { echo \"active|n1|true|abc|/d|h1|\"; }; pass >/dev/null; field error \"$(cat $DIR/hosts/h1)\"; echo ${_RET:+told}";
    let setup = |root: &Root| {
        root.write(&format!("{DIR}/exchange"), &exchange());
        // A file in place of the folder, since even root cannot write there.
        root.write("var/lib/swarmgen", "");
    };
    each(setup, text, "told\n");
}

/// The wrong share may contain an exchange too.
#[test]
fn one_who_waits_for_the_share_sleeps() {
    let text = "sleep() { echo sleeps; }; share=wrong exchange=absent pace=1; : >$DIR/exchange; pause";
    each(|root| root.write(&format!("{DIR}/x"), ""), text, "sleeps\n");
}

/// A host has no facts about the swarm before the first mount of its share.
#[test]
fn a_first_pass_without_the_share_waits_for_it() {
    let text = "unset swarm node control hostname journal journal_id exchange_text overdue
        systemctl() { :; }; pass; pass; sleep() { echo sleeps; }; pause; set -u; echo $action";
    let setup = |root: &Root| root.write("proc/self/mountinfo", "");
    each(setup, text, "h1: waiting: wait_share, waits for the share at /var/data (unmounted)\nsleeps\nwait_share\n");
}
