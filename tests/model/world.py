"""The world of the hosts: hosts, their engines, the swarms and the share, as one value that can be compared.

Hosts are numbers from 0, and swarms are numbers from 1. A node is a host and a number from 1. Zero means that there is none.
"""

from typing import NamedTuple

from table import Facts, needs

NEW = ("none", 0)


class Engine(NamedTuple):
    """A host's engine: its data on the disk, and its health."""

    swarm: int = 0  # the swarm in its certificate; 0: none
    node: int = 0
    # active; lost: active, but the swarm lists it as down; error; blank: a manager whose raft never received an entry;
    # none
    health: str = "none"


class Status(NamedTuple):
    """A host's status file on the share. A missing file is like an empty one."""

    swarm: int = 0  # the swarm that it is joining, or is a member of
    node: int = 0
    journal: tuple = NEW
    replaces: tuple = ()  # its earlier nodes


class Host(NamedTuple):
    up: bool = True
    mounted: bool = True
    was_member: int = 0  # the swarm that it was a member of, unless that swarm was retired
    journal: tuple = NEW  # on its disk: none, candidate, joining or member, and the swarm
    engine: Engine = Engine()
    status: Status = Status()
    todo: tuple = ()  # the remaining steps of the current pass, each with the facts that it needs


class Swarm(NamedTuple):
    token: int = 0  # the version of the worker token
    published: bool = False  # once published, and not retired since
    nodes: frozenset = frozenset()  # (host, number, kind): worker; promoted; entering: counted by the raft, but without an entry; raft


class Exchange(NamedTuple):
    swarm: int
    token: int
    roster: frozenset  # (host, number)
    managers: frozenset  # hosts


class World(NamedTuple):
    hosts: tuple
    exchange: Exchange | None
    swarms: tuple  # the first one is swarm 1; None is a swarm without references
    budget: tuple  # how often each of FAULTS may still happen
    wiped: bool = False  # the share has lost everything, and the living hosts have not filled it again


FAULTS = ("crashes", "rebuilds", "wipes", "unmounts", "losses", "stalls", "misses")
MEMBERS = ("entering", "raft")


def first(hosts, budget):
    """All hosts are new and up, and the share is empty."""
    return World((Host(),) * hosts, None, (), budget)


def with_host(w, h, **changes):
    return w._replace(hosts=w.hosts[:h] + (w.hosts[h]._replace(**changes),) + w.hosts[h + 1 :])


def with_swarm(w, x, **changes):
    return w._replace(swarms=w.swarms[: x - 1] + (w.swarms[x - 1]._replace(**changes),) + w.swarms[x:])


def spent(w, fault):
    at = FAULTS.index(fault)
    return w._replace(budget=w.budget[:at] + (w.budget[at] - 1,) + w.budget[at + 1 :])


def left(w, fault):
    return w.budget[FAULTS.index(fault)] > 0


# --- the swarms ---


def runs(w, x, host, node):
    """Whether this node's engine takes part in its swarm."""
    it = w.hosts[host]
    return it.up and it.engine.swarm == x and it.engine.node == node and it.engine.health in ("active", "lost")


def ready(w, x, host, node):
    """Whether the swarm sees this node."""
    return runs(w, x, host, node) and w.hosts[host].engine.health == "active"


def raft(w, x):
    """The number of members, and the number of running members."""
    members = [(host, node, kind) for host, node, kind in w.swarms[x - 1].nodes if kind in MEMBERS]
    return len(members), sum(kind == "raft" and runs(w, x, host, node) for host, node, kind in members)


def quorate(w, x):
    members, running = raft(w, x)
    return 2 * running > members


def kind_of(w, h):
    """The kind of a host's node in its swarm; none if the swarm does not have it."""
    engine = w.hosts[h].engine
    if engine.swarm:
        for host, node, kind in w.swarms[engine.swarm - 1].nodes:
            if (host, node) == (h, engine.node):
                return kind
    return "none"


def controls(w, h):
    """Whether a host may query its swarm, and change it."""
    x = w.hosts[h].engine.swarm
    return x > 0 and kind_of(w, h) == "raft" and runs(w, x, h, w.hosts[h].engine.node) and quorate(w, x)


def answers(w, h):
    """Only managers have an open port 2377."""
    it = w.hosts[h]
    return it.up and it.engine.health in ("active", "lost") and kind_of(w, h) in MEMBERS


def living(w, x):
    """Whether a swarm has a quorum, once a manager on its way in has received the raft's entries."""
    members = [(host, node) for host, node, kind in w.swarms[x - 1].nodes if kind in MEMBERS]
    return 2 * sum(runs(w, x, host, node) for host, node in members) > len(members)


def living_published(w, but=0):
    return any(s and s.published and x != but and living(w, x) for x, s in enumerate(w.swarms, 1))


def unfilled(w):
    """Whether the share lacks something that the living hosts will write."""
    if w.exchange is None and living_published(w):
        return True
    return any(host.status == Status() and host.up and speaks(w, host) for host in w.hosts)


def speaks(w, host):
    """Whether a host is in a published swarm, or about to join one. Then its status says so, unless the share was wiped."""
    engine, (kind, x) = host.engine, host.journal
    if engine.health in ("active", "lost"):
        return w.swarms[engine.swarm - 1].published
    if engine.health in ("error", "blank"):
        return kind in ("joining", "member") and w.swarms[x - 1] is not None and w.swarms[x - 1].published
    return any(step[0] == "join" for step in host.todo)


def published_by(w, x):
    """The exchange that a manager of this swarm writes."""
    swarm = w.swarms[x - 1]
    roster = frozenset((host, node) for host, node, _ in swarm.nodes)
    managers = frozenset(host for host, node, kind in swarm.nodes if kind == "raft" and runs(w, x, host, node))
    return Exchange(x, swarm.token, roster, managers)


# --- what a host sees ---


def named_by_others(w, h, x):
    """Whether another host's status says that it is joining this swarm, or is a member of it."""
    return any(host.status.swarm == x for other, host in enumerate(w.hosts) if other != h)


def facts(w, h, managers):
    """The columns of the table for host `h`. The only fact about time is that enough has passed (except A1)."""
    host, exchange = w.hosts[h], w.exchange if w.hosts[h].mounted else None
    own, health = host.engine.swarm, host.engine.health
    swarm = {"none": "inactive", "lost": "active", "blank": "pending"}.get(health, health)
    peer = any(answers(w, other) for other in range(managers) if other != h)
    xid = exchange.swarm if exchange else 0
    listed = [node for name, node in exchange.roster if name == h] if exchange else []
    others = exchange and any(name != h for name, _ in exchange.roster)
    reachable = exchange is not None and any(answers(w, other) for other in exchange.managers)
    roster = "clear" if not listed else "listed" if others else "sole"
    overdue = health in ("error", "blank") or (health == "lost" and host.journal[0] == "member" and xid == own and reachable)
    return Facts(
        share="ok" if host.mounted else "unmounted",
        swarm=swarm,
        own=id_of(own),
        journal=host.journal[0],
        journal_id=id_of(host.journal[1]),
        exchange="present" if exchange else "absent",
        xid=id_of(xid),
        role="manager" if h < managers else "worker",
        ready="ok",
        peer=yes(peer),
        stagger_over="yes",
        roster=roster,
        settled=yes(not named_by_others(w, h, xid)),
        reachable=yes(reachable),
        quorum=yes(controls(w, h)),
        patient=yes(not living_published(w, but=own)),
        alone=yes(controls(w, h) and len(w.swarms[own - 1].nodes) == 1),
        overdue=yes(overdue),
        raft="blank" if health == "blank" else "known",
    )


def yes(truth):
    return "yes" if truth else "no"


def id_of(x):
    return str(x) if x else ""


def status_of(w, h, action):
    """The content of the host's status file."""
    host = w.hosts[h]
    listed = sorted(node for name, node in w.exchange.roster if name == h) if w.exchange else ()
    if action == "wish" or (action == "join" and not needs("announce", False)):
        swarm = w.exchange.swarm
    elif host.engine.health in ("active", "lost"):
        swarm = host.engine.swarm
    elif host.engine.health == "none":
        swarm = 0
    else:
        swarm = host.journal[1]
    replaces = tuple(listed) if host.engine.health == "none" else ()
    return Status(swarm, host.engine.node, host.journal, replaces)
