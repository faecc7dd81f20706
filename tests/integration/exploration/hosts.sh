# Runs single passes and steps of the real script for exploration.rs, for every host of a world in a folder. Reads lines
# `VERB FOLDER HOST PATIENCE`, and answers with the action or the step's exit status. This script replaces only the
# engine (by the stand-in), the network, the clock, and commands that cost a process but decide nothing.

. "$SCRIPT"
. "$STUB"

engine() { stub_docker "$@"; }
answering() {
    for _a in "$@"; do
        read_engine "h${_a##*.}"
        [ "$E_STATE" = active ] && [ ! -e "$WORLD/engines/h${_a##*.}.down" ] && read_node "$E_SWARM" "$E_NODE" && [ "$N_RAFT" = yes ] && echo "$_a"
    done
}
bash() { return 1; }
ip() { echo "2: eth0    inet 10.0.0.${HOST#h}/24 scope global eth0"; }
date() { echo 1000; }
sync() { return 0; }
rm() { [ ! -e "$2" ] || command rm "$@"; }
mkdir() { [ -d "$2" ] || command mkdir "$@"; }
mounted() { [ ! -s "$ROOT/proc/self/mountinfo" ] || echo nfs4 nas:/export; }
manager_rank() { echo 0; }
other_managers() { while read -r _name _ _address _; do [ "$_name" = "$HOST" ] || echo "$_address"; done <"$TABLE"; }
certificate_swarm() { read_engine "$STUB_HOST"; echo "$E_SWARM"; }
complain() { error=$*; return 1; }
slurp() {
    _RET=''
    [ -e "$DIR/$1" ] || return 1
    while IFS= read -r _line; do _RET=${_RET:+$_RET$NL}$_line; done <"$DIR/$1"
}
write_shared() {
    [ -s "$ROOT/proc/self/mountinfo" ] || return
    [ -d "$DIR/hosts" ] || command mkdir -p "$DIR/hosts"
    printf '%s\n' "$2" >"$DIR/$1"
}
write_file() { printf '%s\n' "$2" >"$1"; }
# The verbs of share.sh without its process.
shared() {
    case $1 in
    write) write_shared "$2" '' ;;
    move) command mv -f "$DIR/$2" "$DIR/$3" ;;
    link) [ -s "$ROOT/proc/self/mountinfo" ] && ln -T "$DIR/$2" "$DIR/$3" ;;
    remove) rm -f "$DIR/$2" ;;
    quiet) [ -e "$DIR/exchange" ] && [ ! -e "$DIR/bell" ] ;;
    naming)
        set +f
        for _f in "$DIR"/hosts/*; do
            [ "${_f##*/}" = "$SWARMGEN_HOST" ] || ! slurp "hosts/${_f##*/}" || field swarm "$_RET"
            [ "${_f##*/}" = "$SWARMGEN_HOST" ] || [ "$_RET" != "$2" ] || { set -f; return 0; }
        done
        set -f
        return 1
        ;;
    esac
}
read_inventory() { counting=yes; }

# The steps without an effect on membership have their own tests.
remaining() {
    steps_of "$1"
    _rest=''
    for _s in $steps; do
        case $_s in report | survey | put_inventory | ring | update | deploy | start_*) ;; *) _rest="$_rest $_s" ;; esac
    done
}

# Saves the variables that the steps of a pass need.
keep() {
    [ -n "$1" ] || return 0
    {
        echo "steps='$1'"
        _names='action swarm own node control journal journal_id xid exchange asked'
        case $action in
        init) _names="$_names advertise" ;;
        publish) _names="$_names nodes" ;;
        join) _names="$_names advertise join_address token" ;;
        reconcile) _names="$_names exchange_text serial token nodes leads rung now" ;;
        esac
        for _name in $_names; do eval "printf \"%s='%s'\n\" $_name \"\$$_name\""; done
    } >"$PEND"
}

run_decide() {
    observe
    decide
    if ! step_report; then
        echo wait_share
        return
    fi
    [ "$action" != reconcile ] || step_survey || { echo "$action"; return; }
    remaining "$action"
    [ "$action" != reconcile ] || [ "$leads" = true ] || _rest=''
    keep "$_rest"
    echo "$action"
}

run_step() {
    . "$PEND"
    # shellcheck disable=SC2086
    set -- $steps
    : >"$PEND"
    if "step_$1"; then
        _rc=0
        shift
        keep "$*"
    else
        _rc=1
    fi
    echo "$_rc"
}

while read -r verb FOLDER HOST patience mounted; do
    # A subshell: variables of one run must not reach the next, as with a process.
    (
        SWARMGEN_ROOT=$FOLDER/$HOST$mounted STUB_HOST=$HOST WORLD=$FOLDER/world PEND=$FOLDER/$HOST/pend
        start
        DIR=$ROOT$SWARMGEN_SHARE/.swarmgen/$SWARMGEN_CLUSTER/g$SWARMGEN_GENERATION
        JOURNAL=$FOLDER/$HOST/journal STATUS="cat $DIR/hosts/" STAGGER=0 RETIRE=0 PATIENCE=$patience SWARMGEN_ROOT=''
        say() { return 0; }
        "run_$verb"
    ) 2>/dev/null || echo "died"
done
