"""The decision table of `decide` in converge.sh: the action of a host for its observations.

A run can remove a condition that has a name (`--without NAME`), to show its purpose.
"""

from itertools import product
from typing import NamedTuple

# The conditions that this run removes.
without: frozenset = frozenset()


def needs(condition, holds):
    """Whether a named condition lets the action pass."""
    return holds or condition in without


class Facts(NamedTuple):
    """The observations of one pass. `-` is a fact that the pass did not need."""

    share: str = "ok"  # ok, unmounted, wrong, unwritable, silent
    swarm: str = "inactive"  # down, locked, pending, error, inactive, active
    own: str = ""  # the id of the swarm in the engine's certificate
    journal: str = "none"  # none, candidate, joining, member
    journal_id: str = ""
    exchange: str = "absent"  # absent, present
    xid: str = ""  # the id of the swarm in the exchange
    role: str = "manager"  # the host's role in the inventory
    ready: str = "-"  # ok, or the missing part: address, hostname
    peer: str = "-"  # whether another manager of the inventory answers on 2377
    stagger_over: str = "-"  # whether the earlier managers had their time
    roster: str = "-"  # this host's name on the roster: sole, listed, clear
    settled: str = "-"  # whether no other host has named the swarm for long enough
    reachable: str = "-"  # whether a manager of the exchange answers on 2377
    quorum: str = "-"  # whether this node is a manager of a swarm with a quorum
    patient: str = "-"  # whether a living swarm had the time to publish itself again
    alone: str = "-"  # whether this node is the only one of its swarm
    overdue: str = "-"  # whether the engine had the time to find its swarm
    raft: str = "-"  # blank: a manager whose raft has no entry; known: otherwise
    key: str = "-"  # whether the unlock key is on the disk


def decide(f):
    """The action for these facts."""
    if f.share in ("unmounted", "wrong", "unwritable", "silent") and not needs("share", False):
        return "wait_share"
    if f.share != "ok" and not needs("share", False):
        return "refuse"
    if f.swarm == "down":
        return "wait_engine"
    if f.journal not in ("none", "candidate", "joining", "member") or f.exchange not in ("absent", "present"):
        return "refuse"
    if f.swarm == "active" and not f.own:
        return "refuse"
    if f.swarm == "locked":
        return {"yes": "unlock", "no": "wait_key"}.get(f.key, "refuse")
    if f.swarm in ("pending", "error", "active") and f.overdue == "yes":
        return failed(f)
    if f.swarm == "pending":
        return "wait_pending"
    rows = {"error": failed, "inactive": inactive, "active": active}
    return rows[f.swarm](f) if f.swarm in rows else "refuse"


def failed(f):
    """The engine is in `error`, or has not found its swarm in time."""
    if f.journal == "none":
        return "stay_error"
    if f.journal == "candidate":
        published = f.exchange == "present" and f.own == f.xid
        if needs("own-swarm-unpublished", not published):
            return "leave"
        retries = f.swarm == "error" and f.overdue == "yes" and "retry" not in without
        return "retry_engine" if retries else "stay_error"
    if f.journal == "joining":
        return "leave"
    if f.journal_id == f.own == f.xid and f.exchange == "present" and f.overdue == "yes":
        if f.swarm == "pending":
            return "rejoin_raft" if f.raft == "blank" and "rejoin" not in without else "stay_error"
        return "retry_engine" if "retry" not in without else "stay_error"
    bare = f.own == "" and f.exchange == "present" and f.overdue == "yes"
    if bare and "bare-member-leaves" in without:
        return "stay_error"
    return "leave" if needs("member-stays", bare) else "stay_error"


def inactive(f):
    if f.exchange == "present":
        return outside(f)
    if f.journal == "member" and not needs("member-never-inits", False):
        return "wait_republish"
    if f.role == "worker":
        return "wait_swarm"
    if f.role != "manager":
        return "refuse"
    if f.stagger_over == "no":
        return "wait_stagger"
    if f.stagger_over != "yes" or f.peer not in ("yes", "no"):
        return "refuse"
    if not needs("peer", f.peer == "no"):
        return "wait_peer"
    return {"ok": "init", "address": "wait_address", "hostname": "wait_hostname"}.get(f.ready, "refuse")


def outside(f):
    """The exchange names a swarm, and this host is in no swarm."""
    if f.roster == "sole" or (f.roster == "listed" and needs("roster-sole", False)):
        if f.settled not in ("yes", "no"):
            return "refuse"
        return "retire" if needs("statuses", f.settled == "yes") and "retire" not in without else "wish"
    if f.roster == "listed" and not needs("evicted-first", False):
        return "wish"
    if f.roster not in ("clear", "listed"):
        return "refuse"
    if f.ready in ("address", "hostname"):
        return "wait_" + f.ready
    if f.ready != "ok" or f.reachable not in ("yes", "no"):
        return "refuse"
    return "join" if needs("reachable", f.reachable == "yes") else "wait_manager"


def active(f):
    if f.exchange == "absent":
        if f.journal in ("joining", "member") and f.journal_id != f.own:
            return "refuse"
        if f.quorum not in ("yes", "no"):
            return "refuse"
        if not needs("quorum", f.quorum == "yes"):
            return "wait_quorum"
        if f.journal == "candidate":
            if f.peer not in ("yes", "no") or (f.peer == "yes" and f.patient not in ("yes", "no")):
                return "refuse"
            return "publish" if needs("patience", f.peer == "no" or f.patient == "yes") else "wait_living"
        return "publish" if "publish-again" not in without or f.journal != "member" else "wait_quorum"
    if f.own == f.xid:
        return "reconcile" if (f.journal, f.journal_id) == ("member", f.own) else "become_member"
    if f.journal == "candidate":
        return {"yes": "lose", "no": "lose" if needs("alone", False) else "foreign"}.get(f.alone, "refuse")
    return "foreign"


ROLES = ("manager", "worker", "odd")
READY = ("ok", "address", "hostname", "-")
PEER = ("yes", "no", "unknown", "-")
ANSWER = ("yes", "no", "-")


def every_case():
    """Every value of each column, and one that no row lists. A fact has values only where a row needs it."""
    columns = product(
        ("ok", "unmounted", "wrong", "unwritable", "silent", "odd"),
        ("down", "locked", "pending", "error", "inactive", "active", "odd"),
        ("a", "b", ""),
        (
            ("none", ""), ("candidate", ""), ("joining", "a"), ("joining", "b"), ("member", "a"), ("member", "b"),
            ("damaged", ""), ("odd", ""),
        ),
        (("absent", ""), ("present", "a"), ("damaged", ""), ("foreign", ""), ("odd", "")),
        ROLES,
    )
    for share, swarm, own, (journal, journal_id), (exchange, xid), role in columns:
        bare = Facts(share, swarm, own, journal, journal_id, exchange, xid, role)
        asked = facts_of(swarm, exchange, journal)
        for values in product(*asked.values()):
            yield bare._replace(**dict(zip(asked, values)))


def facts_of(swarm, exchange, journal):
    """The facts that a row may need, and their values."""
    if swarm == "locked":
        return {"key": ANSWER}
    if swarm == "pending":
        return {"overdue": ("yes", "no"), "raft": ("blank", "known", "-")}
    if swarm == "error":
        return {"overdue": ANSWER, "raft": ("blank", "-")}
    if (swarm, exchange) == ("inactive", "absent"):
        return {"ready": READY, "peer": PEER, "stagger_over": ANSWER}
    if (swarm, exchange) == ("inactive", "present"):
        return {"ready": READY, "roster": ("sole", "listed", "clear", "-"), "settled": ANSWER, "reachable": ANSWER}
    if (swarm, exchange) == ("active", "absent"):
        return {"peer": PEER, "quorum": ANSWER, "patient": ANSWER}
    if (swarm, exchange) == ("active", "present"):
        return {"overdue": ANSWER} if journal == "member" else {"alone": ANSWER}
    return {}


def print_table():
    """Every case and its action, one per line."""
    for case in every_case():
        print("|".join(case), decide(case), sep="|")
