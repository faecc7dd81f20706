//! The messages for the operator: report.sh.

use super::{DIGEST, DIR, SECRET, each, exchange};

#[test]
fn an_error_shows_no_secret() {
    let text =
        format!("complain 'first' \"line{}bad SWMTKN-1-{DIGEST}-{SECRET} and SWMKEY-1-xyz.\"; echo \"$error\"", '\n');
    each(|_| (), &text, "bad (secret) and (secret)\n");
}

#[test]
fn an_error_is_no_hint_at_a_help_text() {
    for hint in ["See 'docker swarm init --help'.", "Run 'docker swarm init --help' for more information"] {
        let text = format!("complain \"unknown flag: --x\n{hint}\n\nUsage:  docker swarm init\"; echo \"$error\"");
        each(|_| (), &text, "unknown flag: --x\n");
    }
}

#[test]
fn a_status_says_what_others_need() {
    let text = "share=ok swarm=inactive journal=none exchange=present xid=abc roster=listed settled=no replaces='n1 n2' error='what went wrong' action=wish
        date() { echo 1234; }; step_report >/dev/null; cat $DIR/hosts/h1";
    let expected = "format=1\nhost=h1\nstate=waiting\nstep=wish\nsince=1234\ntime=1234\nwaiting_for=the leader to remove the old node of this host\n\
        swarm=abc\nnode=\nmachine=0123456789abcdef0123456789abcdef\njournal=none\nreplaces=n1 n2\nerror=what went wrong\nend=swarmgen\n";
    each(|_| (), text, expected);
}

#[test]
fn a_member_that_the_swarm_lists_as_down_has_not_converged() {
    let text = "share=ok swarm=active control=true journal=member action=reconcile leads=false held_key=down failed=''; describe; choose_pace
        echo \"$state $pace: $waiting_for\"; held_key=''; describe; echo $state";
    each(|_| (), text, "waiting 15: the swarm to list this host as ready\nconverged\n");
}

#[test]
fn an_idle_heartbeat_writes_nothing() {
    let text = "share=ok swarm=active control=true journal=member action=reconcile asked=no; step_report >/dev/null
        written() { if [ -e $DIR/hosts/h1 ]; then echo written; else echo spared; fi; rm -f $DIR/hosts/h1; }; written
        echo '115.0 1' >$ROOT/proc/uptime; step_report; written; echo '145.0 1' >$ROOT/proc/uptime; step_report; written
        asked=yes; step_report; written; asked=no unfinished=x; step_report >/dev/null; written";
    each(|_| (), text, "written\nspared\nwritten\nwritten\nwritten\n");
}

#[test]
fn what_takes_long_is_blocked() {
    for (action, state) in [("wait_manager", "waiting"), ("join", "forming")] {
        let text = format!(
            "share=ok action={action} journal=none
            step_report >/dev/null; field state \"$(cat $DIR/hosts/h1)\"; echo $_RET; echo '401.0 1' >$ROOT/proc/uptime
            step_report; field state \"$(cat $DIR/hosts/h1)\"; echo $_RET"
        );
        each(|_| (), &text, &format!("{state}\nblocked\n"));
    }
}

#[test]
fn what_docker_warns_of_is_no_node() {
    let text = "engine() { echo 'WARNING: Error parsing config file' >&2; case $2 in ls) echo n1 ;; *) echo \"$5|h1\" ;; esac; }
        read_nodes; echo \"$nodes\"; engine() { echo 'no leader' >&2; false; }; read_nodes || echo \"$error\"";
    each(|_| (), text, "n1|h1\nno leader\n");
}

/// In any other state, the next pass asks for all nodes, and asks the engine.
#[test]
fn an_idle_manager_asks_for_its_own_node_alone() {
    let text = "engine() { case $* in *self) echo \"${says% *}|h1|ready|a|manager|active|${says#* }|reachable\" ;; *) echo \"$1 $2\" >&3; false ;; esac; }; observe_engine() { echo engine; }; exec 3>&1
        read_inventory() { :; }; look() { says=$1; observe; step_survey; echo \"$leads\"; }
        action=reconcile swarm=active node=n1 control=true own=abc idle=yes
        for says in 'n1 false' 'n1 true' 'n2 false' ''; do leads=false; look \"$says\"; done; leads=true; look 'n1 false'; idle=no; look 'n1 false'
        leads=false; look 'n1 false'; leads=true action=wait_share; look 'n1 false'
        leads=true action=reconcile own=xyz; look 'n1 false'; leads=true own=abc; rm $DIR/exchange; look 'n1 false'";
    let all = "node ls\nunknown\n";
    each(
        |root| root.write(&format!("{DIR}/exchange"), &exchange()),
        text,
        &format!(
            "false\nunknown\nunknown\nunknown\n{all}engine\n{all}engine\n{all}engine\n{all}engine\n{all}engine\nnode ls\n{all}"
        ),
    );
}

#[test]
fn a_manager_whose_swarm_has_no_quorum_has_not_converged() {
    let text = "share=ok swarm=active control=true journal=member action=reconcile asked=yes
        engine() { echo 'The swarm does not have a leader'; false; }; read_inventory() { :; }
        step_survey; describe; echo $state: $waiting_for; node=n1; engine() { echo 'n1|h1|ready|a|manager|active|false|reachable'; }; step_survey; describe; echo $state: $waiting_for";
    each(|_| (), text, "waiting: the managers to answer\nconverged:\n");
}
