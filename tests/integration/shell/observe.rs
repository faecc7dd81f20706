//! The observations of the script: observe.sh.

use super::{DIR, each, exchange, lines};
use crate::converge::{Root, STUB, shells, source, stdout};

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
        ("30 1 0:40 / /var/data rw - nfs4 nas://export/ rw\n", "ok"),
        // The last mount covers the others.
        ("30 1 8:1 / /var/data rw - ext4 /dev/sda1 rw\n31 1 0:40 / /var/data rw - nfs nas:/export rw\n", "ok"),
        ("31 1 0:40 / /var/data rw - nfs nas:/export rw\n30 1 8:1 / /var/data rw - ext4 /dev/sda1 rw\n", "wrong"),
    ] {
        each(|root| root.write("proc/self/mountinfo", mounts), "observe_share; echo $share", &format!("{expected}\n"));
    }
}

#[test]
fn the_root_of_a_server_keeps_its_slash() {
    let text = "SWARMGEN_SHARE_SOURCE=nas:/; observe_share; echo $share";
    each(|root| root.write("proc/self/mountinfo", "30 1 0:40 / /var/data rw - nfs4 nas:/ rw\n"), text, "ok\n");
}

/// Time during which the host cannot observe does not count.
#[test]
fn nothing_is_held_while_the_share_is_away() {
    let text = "held x; echo '400 1' >$ROOT/proc/uptime; : >$ROOT/proc/self/mountinfo; observe; held x; echo $_RET";
    each(|_| (), text, "0\n");
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
        ("swarm=abc", "swarm=a/b", "damaged\n"),
        ("format=1", "format=2", "damaged\n"),
        ("serial=4", "serial=four", "damaged\n"),
        ("token=SWMTKN", "token=", "damaged\n"),
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
    let answers = stdout(&source(&shells()[0], &root, text, &lengths));
    assert!(answers.lines().all(|answer| answer == "damaged"), "{answers}");
}

#[test]
fn the_journal_is_one_of_four() {
    let text = "observe_journal; echo $journal $journal_id";
    each(|_| (), text, "none\n");
    for (written, expected) in [
        ("candidate\n", "candidate\n"),
        ("joining abc\n", "joining abc\n"),
        ("member abc\n", "member abc\n"),
        ("member\n", "damaged\n"),
        ("", "damaged\n"),
        ("leader abc\n", "damaged abc\n"),
    ] {
        each(|root| root.write("var/lib/swarmgen/journal", written), text, expected);
    }
    each(|_| (), "journal_write joining abc && observe_journal && echo $journal $journal_id", "joining abc\n");
}

/// The certificate of a worker, as the stand-in and an engine write it: the id is the organization.
#[test]
fn a_certificate_names_its_swarm() {
    let text = format!(
        "STUB_MAIN=noop SWARMGEN_ROOT=$ROOT WORLD=$ROOT/w; mkdir -p $WORLD/engines
         . {STUB}; write_engine h1 active hgdqclv0a87bz5fvwm85q4tvy n1
         certificate_swarm $ROOT/var/lib/docker/swarm/certificates/swarm-node.crt; certificate_swarm /nonexistent
         : >$ROOT/torn; certificate_swarm $ROOT/torn"
    );
    each(|_| (), &text, "hgdqclv0a87bz5fvwm85q4tvy\nunknown\n");
}

#[test]
fn a_failed_engine_is_tried_ever_less_often() {
    let text = "systemctl() { case $1 in restart) echo \"restart $_RET\" >&3 ;; esac; }; exec 3>&1
        share=ok swarm=error exchange=present journal=member journal_id=abc own=abc xid=abc
        for now in 0 119 120 239 240 479 480; do
            uptime_now() { _RET=$now; }; observe_facts; decide; [ $action != retry_engine ] || step_retry_engine
        done";
    each(|_| (), text, "restart 120\nrestart 240\nrestart 480\n");
}

/// It may be the only manager of the published swarm, and nothing else restarts its engine.
#[test]
fn a_candidate_that_published_retries_its_engine() {
    let text = "share=ok swarm=error exchange=present journal=candidate own=abc xid=abc
        for now in 0 119 120; do uptime_now() { _RET=$now; }; observe_facts; decide; echo $action; done
        own=def; observe_facts; decide; echo $action";
    each(|_| (), text, "stay_error\nstay_error\nretry_engine\nleave\n");
}

#[test]
fn the_patience_with_an_engine_has_an_end_and_starts_anew_once_it_is_back() {
    let text = "start_unit() { :; }; for _ in 1 2 3 4 5 6 7 8; do step_retry_engine; done; echo $backoff
        state=converged asked=yes holding=yes; note_progress; echo $backoff; holding=no asked=no; note_progress; echo $backoff
        asked=yes; note_progress; echo $backoff";
    each(|_| (), text, "960\n960\n960\n120\n");
}

#[test]
fn the_address_must_be_local() {
    let ip = "ip() { printf '%s\\n' '2: eth0    inet 10.0.0.1/24 scope global eth0' '3: eth1.5    inet 10.0.5.1/24 scope global eth1.5' \
        '4: eth2    inet6 fe80::1/64 scope link' '4: eth2    inet6 fd00::1/64 scope global'; }; hostname=h1;";
    for (settings, expected) in [
        (":", "ok 10.0.0.1"),
        ("SWARMGEN_ADVERTISE_ADDRESS=10.0.0.2", "address 10.0.0.2"),
        ("SWARMGEN_ADVERTISE_ADDRESS=0.0.0.1", "address 0.0.0.1"),
        ("SWARMGEN_ADVERTISE_ADDRESS=203.0.113.1 SWARMGEN_JOIN_OPTIONS='--listen-addr 10.0.0.1'", "ok 203.0.113.1"),
        ("SWARMGEN_ADVERTISE_ADDRESS=eth9 SWARMGEN_JOIN_OPTIONS='--listen-addr 10.0.0.1'", "address"),
        ("SWARMGEN_ADVERTISE_ADDRESS=eth1.5", "ok 10.0.5.1"),
        ("SWARMGEN_ADVERTISE_ADDRESS=eth2", "ok fd00::1"),
        ("SWARMGEN_ADVERTISE_ADDRESS=eth9", "address"),
        ("SWARMGEN_ADVERTISE_ADDRESS=eth0", "ok 10.0.0.1"),
        ("hostname=localhost", "hostname 10.0.0.1"),
    ] {
        each(|_| (), &format!("{ip} {settings}; observe_ready; echo $ready $advertise"), &format!("{expected}\n"));
    }
}

#[test]
fn a_heartbeat_spares_the_engine() {
    let text = "engine() { echo asked; echo 'active|n1|true|abc|/d|h1|'; }; observe_engine() { echo asked; swarm=active own=abc control=false; }
        journal_write member abc; observe; idle=yes full_at=160
        observe; echo $asked; touch $DIR/bell; observe; rm $DIR/bell; full_at=100; observe; full_at=160; rm $ROOT/run/docker.pid; observe
        echo 43 >$ROOT/run/docker.pid; idle=yes; observe; echo $idle; idle=yes; observe; echo $asked";
    let setup = |root: &Root| {
        root.write(&format!("{DIR}/exchange"), &exchange());
        root.write("run/docker.pid", "42");
        root.write("proc/42/stat", "");
        root.write("proc/43/stat", "");
    };
    each(setup, text, "asked\nno\nasked\nasked\nasked\nasked\nno\nno\n");
}

#[test]
fn one_that_the_swarm_takes_for_lost_is_overdue_once_a_manager_is_within_reach() {
    let text = "swarm=active journal=member node=n1; answering() { echo 10.0.0.1; }; now() { echo \"$1 1\" >$ROOT/proc/uptime; }
        look() { observe_exchange; observe_facts; echo $overdue; }
        look; now 230; look; backoff=960; now 2000; look; backoff=240; look; answering() { :; }; look
        sed -i 's/ down$/ ready/' $DIR/exchange; look";
    let down = exchange().replace("manager ready", "manager down");
    each(|root| root.write(&format!("{DIR}/exchange"), &down), text, "no\nyes\nno\nyes\nno\nno\n");
}

#[test]
fn managers_that_are_taken_for_lost_restart_in_turn_and_leave_a_quorum() {
    let text = "swarm=active journal=member node=n1 control=true nodes='n1|h1|down|1|manager|active|false|reachable|10.0.0.1:2377|1|'
        answering() { echo 10.0.0.1; }; look() { observe_exchange; observe_facts; echo $overdue; }
        look; echo '230 1' >$ROOT/proc/uptime; look; echo '290 1' >$ROOT/proc/uptime; look
        nodes=\"$nodes$NL$(echo 'n2|h2|down|2|manager|active|false|unreachable|10.0.0.2:2377|1|')\"; look; nodes='' leads=unknown; look";
    let setup = |root: &Root| {
        root.write(&format!("{DIR}/exchange"), &exchange().replace("manager ready", "manager down"));
        root.write("etc/swarmgen/cluster.tsv", "h0\tmanager\t10.0.0.9\t-\t-\t-\nh1\tmanager\t10.0.0.1\t-\t-\t-\n");
    };
    each(setup, text, "no\nno\nyes\nno\nno\n");
}
