//! The decision table of the script, row by row, and the invariants for every combination of its columns.

use crate::converge::{Root, shells, source, stdout};

/// The columns, in the order in which `Case::line` assigns them.
const COLUMNS: [&str; 19] = [
    "share",
    "swarm",
    "own",
    "journal",
    "journal_id",
    "exchange",
    "xid",
    "SWARMGEN_ROLE",
    "ready",
    "peer",
    "stagger_over",
    "roster",
    "settled",
    "reachable",
    "quorum",
    "patient",
    "alone",
    "overdue",
    "raft",
];

/// One state of a host: a value for each column.
#[derive(Clone, Debug)]
struct Case([&'static str; 19]);

impl Case {
    /// A manager with nothing: every fact is unknown.
    fn new() -> Self {
        Self([
            "ok", "inactive", "", "none", "", "absent", "", "manager", "-", "-", "-", "-", "-", "-", "-", "-", "-",
            "-", "-",
        ])
    }

    fn get(&self, column: &str) -> &'static str {
        self.0[COLUMNS.iter().position(|c| *c == column).expect("a column")]
    }

    /// The same case with other values, as `swarm=active own=x`.
    fn with(&self, settings: &'static str) -> Self {
        let mut case = self.clone();
        for setting in settings.split_whitespace() {
            let (column, value) = setting.split_once('=').expect("column=value");
            case.0[COLUMNS.iter().position(|c| *c == column).expect("a column")] = value;
        }
        case
    }

    /// One line for `read`: values between `|`.
    fn line(&self) -> String {
        self.0.join("|") + "\n"
    }
}

/// The shell's decision for each case, in order.
fn decide(shell: &[&str], cases: &[Case]) -> Vec<String> {
    let root = Root::new("h1");
    let names = COLUMNS.join(" ");
    let text = format!("while IFS='|' read -r {names} key; do decide; echo \"$action\"; done");
    let input: String = cases.iter().map(Case::line).collect();
    let answers: Vec<String> = stdout(&source(shell, &root, &text, &input)).lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), cases.len(), "one action a case");
    answers
}

/// The rows of the table in its order: the state, and the action.
const ROWS: &[(&str, &str)] = &[
    // the engine is down, or the share is not verified
    ("share=unmounted", "wait_share"),
    ("share=wrong swarm=active own=a", "wait_share"),
    ("share=unwritable swarm=inactive peer=no stagger_over=yes ready=ok", "wait_share"),
    ("share=silent swarm=active own=a journal=member journal_id=a exchange=present xid=a", "wait_share"),
    ("swarm=down", "wait_engine"),
    ("swarm=down journal=member journal_id=a exchange=present xid=a", "wait_engine"),
    // pending: wait for a limited time, then as for error
    ("swarm=pending overdue=no", "wait_pending"),
    ("swarm=pending overdue=no journal=member journal_id=a", "wait_pending"),
    ("swarm=pending overdue=yes journal=joining journal_id=a exchange=present xid=a", "leave"),
    ("swarm=pending overdue=yes journal=member journal_id=a exchange=present xid=a", "leave"),
    ("swarm=pending overdue=yes journal=member journal_id=a own=unknown exchange=present xid=a", "stay_error"),
    ("swarm=pending overdue=yes journal=member journal_id=a own=a exchange=present xid=a raft=known", "stay_error"),
    ("swarm=pending overdue=yes journal=member journal_id=a own=a exchange=present xid=a raft=blank", "rejoin_raft"),
    ("swarm=pending overdue=no journal=member journal_id=a own=a exchange=present xid=a raft=blank", "wait_pending"),
    ("swarm=pending overdue=yes journal=member journal_id=a own=a raft=blank", "stay_error"),
    ("swarm=pending overdue=yes journal=joining journal_id=a own=a exchange=present xid=a raft=blank", "leave"),
    // error
    ("swarm=error journal=joining journal_id=a exchange=present xid=a", "leave"),
    ("swarm=error journal=candidate", "leave"),
    ("swarm=error journal=candidate own=b exchange=present xid=a", "leave"),
    ("swarm=error journal=candidate own=a exchange=present xid=a", "stay_error"),
    ("swarm=error journal=candidate own=a exchange=present xid=a overdue=no", "stay_error"),
    ("swarm=error journal=candidate own=a exchange=present xid=a overdue=yes", "retry_engine"),
    ("swarm=error journal=candidate own=b exchange=present xid=a overdue=yes", "leave"),
    ("swarm=pending journal=candidate own=a exchange=present xid=a overdue=yes", "stay_error"),
    ("swarm=error journal=none", "stay_error"),
    ("swarm=error journal=member journal_id=a own=a exchange=present xid=a overdue=no", "stay_error"),
    ("swarm=error journal=member journal_id=a own=a exchange=present xid=a overdue=yes", "retry_engine"),
    ("swarm=error journal=member journal_id=a own=b exchange=present xid=a overdue=yes", "stay_error"),
    ("swarm=error journal=member journal_id=a own=a overdue=yes", "stay_error"),
    ("swarm=error journal=member journal_id=a overdue=no exchange=present xid=a", "stay_error"),
    ("swarm=error journal=member journal_id=a overdue=yes exchange=present xid=a", "leave"),
    ("swarm=error journal=member journal_id=a overdue=yes", "stay_error"),
    // inactive, no exchange
    ("journal=member journal_id=a peer=no stagger_over=yes ready=ok", "wait_republish"),
    ("SWARMGEN_ROLE=worker", "wait_swarm"),
    ("stagger_over=no", "wait_stagger"),
    ("ready=ok peer=yes stagger_over=yes", "wait_peer"),
    ("ready=ok peer=no stagger_over=yes", "init"),
    ("journal=candidate ready=ok peer=no stagger_over=yes", "init"),
    ("journal=joining journal_id=a ready=ok peer=no stagger_over=yes", "init"),
    ("ready=address peer=no stagger_over=yes", "wait_address"),
    ("ready=hostname peer=no stagger_over=yes", "wait_hostname"),
    // inactive, an exchange
    ("exchange=present xid=a roster=sole settled=yes ready=ok", "retire"),
    ("exchange=present xid=a roster=sole settled=no ready=ok", "wish"),
    ("exchange=present xid=a roster=listed settled=no ready=ok", "wish"),
    ("exchange=present xid=a roster=clear settled=no ready=ok reachable=yes", "join"),
    ("exchange=present xid=a roster=clear settled=no ready=ok reachable=yes journal=member journal_id=a", "join"),
    ("exchange=present xid=a roster=clear settled=no ready=ok reachable=yes SWARMGEN_ROLE=worker", "join"),
    ("exchange=present xid=a roster=clear settled=no ready=ok reachable=no", "wait_manager"),
    ("exchange=present xid=a roster=clear settled=no ready=address reachable=yes", "wait_address"),
    ("exchange=present xid=a roster=clear settled=no ready=hostname reachable=yes", "wait_hostname"),
    // active, no exchange
    ("swarm=active own=a quorum=yes", "publish"),
    ("swarm=active own=a quorum=yes journal=candidate peer=no patient=no", "publish"),
    ("swarm=active own=a quorum=yes journal=candidate peer=yes patient=no", "wait_living"),
    ("swarm=active own=a quorum=yes journal=candidate peer=yes patient=yes", "publish"),
    ("swarm=active own=a quorum=yes journal=joining journal_id=a", "publish"),
    ("swarm=active own=a quorum=yes journal=member journal_id=a", "publish"),
    ("swarm=active own=a quorum=no journal=member journal_id=a", "wait_quorum"),
    ("swarm=active own=b quorum=yes journal=member journal_id=a", "refuse"),
    // active, an exchange
    ("swarm=active own=a exchange=present xid=a", "become_member"),
    ("swarm=active own=a exchange=present xid=a journal=candidate alone=yes", "become_member"),
    ("swarm=active own=a exchange=present xid=a journal=joining journal_id=a", "become_member"),
    ("swarm=active own=a exchange=present xid=a journal=joining journal_id=b", "become_member"),
    ("swarm=active own=a exchange=present xid=a journal=member journal_id=b", "become_member"),
    ("swarm=active own=a exchange=present xid=a journal=member journal_id=a", "reconcile"),
    ("swarm=active own=a exchange=present xid=a journal=member journal_id=a overdue=no", "reconcile"),
    ("swarm=active own=a exchange=present xid=a journal=member journal_id=a overdue=yes", "retry_engine"),
    ("swarm=active own=b exchange=present xid=a journal=candidate alone=yes", "lose"),
    ("swarm=active own=b exchange=present xid=a journal=candidate alone=no", "foreign"),
    ("swarm=active own=b exchange=present xid=a", "foreign"),
    ("swarm=active own=b exchange=present xid=a journal=joining journal_id=a", "foreign"),
    ("swarm=active own=b exchange=present xid=a journal=member journal_id=b", "foreign"),
    // values that no row lists
    ("share=maybe", "refuse"),
    ("swarm=maybe", "refuse"),
    ("journal=damaged", "refuse"),
    ("journal=leader journal_id=a swarm=active own=a exchange=present xid=a", "refuse"),
    ("exchange=damaged swarm=active own=a quorum=yes", "refuse"),
    ("exchange=foreign ready=ok peer=no stagger_over=yes", "refuse"),
    ("ready=ok peer=unknown stagger_over=yes", "refuse"),
    ("swarm=active exchange=present xid=a", "refuse"),
    ("SWARMGEN_ROLE=leader ready=ok peer=no stagger_over=yes", "refuse"),
];

#[test]
fn every_row() {
    let cases: Vec<Case> = ROWS.iter().map(|(state, _)| Case::new().with(state)).collect();
    for shell in shells() {
        for ((state, expected), action) in ROWS.iter().zip(decide(&shell, &cases)) {
            assert_eq!(&action, expected, "{} in {state}", shell[0]);
        }
    }
}

#[test]
fn locked_unlocks_with_a_key() {
    let root = Root::new("h1");
    for shell in shells() {
        let text = "swarm=locked share=ok exchange=absent journal=none
            observe_facts; decide; echo $action; mkdir -p \"${UNLOCK_KEY%/*}\"; echo k >\"$UNLOCK_KEY\"; observe_facts; decide; echo $action; rm \"$UNLOCK_KEY\"";
        assert_eq!(stdout(&source(&shell, &root, text, "")), "wait_key\nunlock\n");
    }
}

/// Every value of each column, and one that no row lists. A fact has values only where a row needs it.
fn all_cases() -> Vec<Case> {
    let mut cases = vec![Case::new()];
    let columns: [&[&str]; 6] = [
        &["share=ok", "share=unmounted", "share=wrong", "share=unwritable", "share=silent", "share=odd"],
        &["swarm=down", "swarm=locked", "swarm=pending", "swarm=error", "swarm=inactive", "swarm=active", "swarm=odd"],
        &["own=a", "own=b", "own="],
        &[
            "journal=none",
            "journal=candidate",
            "journal=joining journal_id=a",
            "journal=joining journal_id=b",
            "journal=member journal_id=a",
            "journal=member journal_id=b",
            "journal=damaged",
            "journal=odd",
        ],
        &["exchange=absent", "exchange=present xid=a", "exchange=damaged", "exchange=foreign", "exchange=odd"],
        &["SWARMGEN_ROLE=manager", "SWARMGEN_ROLE=worker", "SWARMGEN_ROLE=odd"],
    ];
    for values in columns {
        cases = cross(&cases, values);
    }
    cases.iter().flat_map(with_facts).collect()
}

fn cross(cases: &[Case], values: &[&'static str]) -> Vec<Case> {
    cases.iter().flat_map(|case| values.iter().map(|value| case.with(value))).collect()
}

fn with_facts(case: &Case) -> Vec<Case> {
    const READY: &[&str] = &["ready=ok", "ready=address", "ready=hostname", "ready=-"];
    const PEER: &[&str] = &["peer=yes", "peer=no", "peer=unknown", "peer=-"];
    let facts: &[&[&str]] = match (case.get("swarm"), case.get("exchange")) {
        ("inactive", "absent") => &[READY, PEER, &["stagger_over=yes", "stagger_over=no", "stagger_over=-"]],
        ("inactive", "present") => &[
            READY,
            &["roster=sole", "roster=listed", "roster=clear", "roster=-"],
            &["settled=yes", "settled=no", "settled=-"],
            &["reachable=yes", "reachable=no", "reachable=-"],
        ],
        ("active", "absent") => {
            &[PEER, &["quorum=yes", "quorum=no", "quorum=-"], &["patient=yes", "patient=no", "patient=-"]]
        }
        ("active", "present") if case.get("journal") == "member" => &[&["overdue=yes", "overdue=no", "overdue=-"]],
        ("active", "present") => &[&["alone=yes", "alone=no", "alone=-"]],
        ("pending", _) => &[&["overdue=yes", "overdue=no"], &["raft=blank", "raft=known", "raft=-"]],
        ("error", _) => &[&["overdue=yes", "overdue=no", "overdue=-"], &["raft=blank", "raft=-"]],
        _ => &[],
    };
    facts.iter().fold(vec![case.clone()], |cases, values| cross(&cases, values))
}

/// Whether these facts permit an action that changes something.
fn allowed(action: &str, case: &Case) -> bool {
    let is = |column, value| case.get(column) == value;
    let verified = is("share", "ok");
    let known = ["none", "candidate", "joining", "member"].contains(&case.get("journal"))
        && ["absent", "present"].contains(&case.get("exchange"));
    let failed = is("swarm", "error") || (is("swarm", "pending") && is("overdue", "yes"));
    let ready = is("ready", "ok");
    let same = is("exchange", "present") && case.get("own") == case.get("xid");
    let own_member = same && is("journal", "member") && case.get("journal_id") == case.get("own");
    match action {
        "init" => {
            verified
                && known
                && ready
                && is("swarm", "inactive")
                && is("exchange", "absent")
                && !is("journal", "member")
                && is("SWARMGEN_ROLE", "manager")
                && is("peer", "no")
                && is("stagger_over", "yes")
        }
        "join" => {
            verified
                && known
                && ready
                && is("swarm", "inactive")
                && is("exchange", "present")
                && is("roster", "clear")
                && is("reachable", "yes")
        }
        "retire" => {
            verified
                && known
                && is("swarm", "inactive")
                && is("exchange", "present")
                && is("roster", "sole")
                && is("settled", "yes")
        }
        "wish" => verified && known && is("swarm", "inactive") && is("exchange", "present") && !is("roster", "clear"),
        // A member leaves only if its engine has no certificate, so it is in no swarm.
        "leave" => {
            let bare = is("own", "") && is("exchange", "present") && is("overdue", "yes");
            verified && known && failed && !is("journal", "none") && (!is("journal", "member") || bare)
        }
        // A host in the published swarm repairs its engine only in ways that keep its node.
        "rejoin_raft" => {
            verified && own_member && is("swarm", "pending") && is("overdue", "yes") && is("raft", "blank")
        }
        "retry_engine" => {
            let candidate = same && is("journal", "candidate") && is("swarm", "error");
            let member = own_member && (is("swarm", "error") || is("swarm", "active"));
            verified && (candidate || member) && is("overdue", "yes")
        }
        "lose" => {
            verified
                && known
                && is("swarm", "active")
                && is("exchange", "present")
                && is("journal", "candidate")
                && is("alone", "yes")
                && case.get("own") != case.get("xid")
        }
        "publish" => verified && known && is("swarm", "active") && is("exchange", "absent") && is("quorum", "yes"),
        "become_member" | "reconcile" => {
            verified
                && known
                && is("swarm", "active")
                && is("exchange", "present")
                && case.get("own") == case.get("xid")
        }
        "unlock" => verified && is("swarm", "locked"),
        "wait_share" => ["unmounted", "wrong", "unwritable", "silent"].contains(&case.get("share")),
        "wait_engine" => verified && is("swarm", "down"),
        // The other actions change nothing in the share's swarm.
        _ => verified && known || action == "refuse",
    }
}

/// Whether a value is in no row, or a needed fact is unknown. Such a case never leads to an action.
fn unlisted(case: &Case) -> bool {
    let odd = ["share", "swarm", "journal", "exchange"]
        .iter()
        .any(|column| ["odd", "damaged", "foreign"].contains(&case.get(column)));
    let first_row = ["unmounted", "wrong", "unwritable", "silent"].contains(&case.get("share"))
        || (case.get("share") == "ok" && case.get("swarm") == "down");
    odd && !first_row
}

#[test]
fn no_combination_acts_beyond_its_row() {
    let cases = all_cases();
    // Only in the shell of most hosts; the other shells run every row.
    for shell in shells().into_iter().take(1) {
        for (case, action) in cases.iter().zip(decide(&shell, &cases)) {
            assert!(allowed(&action, case), "{}: {action} on {case:?}", shell[0]);
            assert!(!unlisted(case) || action == "refuse", "{}: {action} on {case:?}", shell[0]);
        }
        println!("{}: {} combinations", shell[0], cases.len());
    }
}
