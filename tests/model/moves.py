"""All possible moves in a world: a host acts, an engine acts, or a fault happens.

A pass consists of its observation and decision, and of the steps of its action. Between any two of them other hosts may act. A step
knows only the observations of its pass. No other host sees a step that writes the journal, so it happens at once. A power cut before
it and one after it are separate moves.

Two assumptions, both about time:
A1  a candidate that sees a manager on port 2377 waits long enough for a living swarm to publish itself again;
A2  after a wipe, the living hosts fill the share again before the next fault: a swarm publishes itself, and hosts write their status.
"""

from typing import NamedTuple

from leader import due
from table import decide, needs, without
from world import (
    NEW, Engine, Exchange, Host, Status, Swarm, controls, facts, kind_of, left, living, living_published, named_by_others,
    published_by, quorate, raft, runs, spent, status_of, with_host, with_swarm,
)


class Move(NamedTuple):
    """A move: the host (or None), its action, whether the action was a fault, and the world after it."""

    host: int | None
    name: str
    fault: bool
    world: tuple


def moves(w, managers):
    no_faults = w.wiped  # A2
    for h, host in enumerate(w.hosts):
        if not host.up:
            yield from boots(w, h, no_faults)
        elif host.todo:
            yield from goes_on(w, h, no_faults)
        else:
            yield from begins(w, h, managers, no_faults)
        if host.up and not host.mounted:
            yield Move(h, "mounts the share", False, with_host(w, h, mounted=True))
        if not no_faults:
            yield from faults(w, h)
    yield from engines(w)
    if left(w, "wipes") and w.exchange and quorate(w, w.exchange.swarm):
        hosts = tuple(host._replace(status=Status()) for host in w.hosts)
        yield Move(None, "the share is WIPED", True, spent(w._replace(hosts=hosts, exchange=None, wiped=True), "wipes"))


# --- a pass ---


def begins(w, h, managers, no_faults):
    """The host observes and decides."""
    seen = facts(w, h, managers)
    yield from decides(w, h, managers, decide(seen), no_faults)
    if seen.overdue == "yes":
        yield from decides(w, h, managers, decide(seen._replace(overdue="no")), no_faults)
    if seen.peer == "yes" and seen.exchange == "absent" and left(w, "misses"):
        for move in decides(spent(w, "misses"), h, managers, decide(seen._replace(peer="no")), no_faults):
            yield move._replace(name=f"MISSES its peers, {move.name}", fault=True)


def decides(w, h, managers, action, no_faults):
    host = w.hosts[h]
    todo = steps(w, h, action, managers)
    said = status_of(w, h, action)
    if host.mounted and said != host.status and action != "become_member":
        todo = (("report", said), *todo)
    if todo:
        yield from settled(w, h, todo, f"decides {action}", no_faults)


def steps(w, h, action, managers):
    """The steps of the action. Steps without an effect on other hosts are left out."""
    host, own = w.hosts[h], w.hosts[h].engine.swarm
    xid = w.exchange.swarm if w.exchange and host.mounted else 0
    if action == "init":
        journal = () if "journal-candidate" in without else (("journal", ("candidate", 0)),)
        early = (("journal", ("member", -1)),) if "member-last" in without else ()
        return (*journal, ("init",), *early)
    if action == "publish":
        mine = published_by(w, own)
        return ("publish", own, mine.roster, mine.managers), ("journal", ("member", own))
    if action == "join":
        known = host.journal == ("member", xid) or "journal-joining" in without
        journal = () if known else (("journal", ("joining", xid)),)
        return (*journal, ("join", xid, w.exchange.token, w.exchange.managers))
    if action == "become_member":
        said = status_of(w, h, action)._replace(journal=("member", own))
        return ("journal", ("member", own)), ("report", said)
    if action == "retire":
        look = () if without & {"statuses", "second-look"} else (("look", xid),)
        return (*look, ("retire", xid))
    if action == "reconcile":
        return reconcile(w, h, managers)
    if action == "lose":
        rotate = () if "rotate" in without else (("rotate", own),)
        return (*rotate, ("leave_alone", own))
    if action in ("leave", "rejoin_raft", "retry_engine"):
        return ((action,),)
    return ()


def reconcile(w, h, managers):
    """Any manager of a swarm with a quorum may lead at any moment; its commands reach the leader."""
    if not controls(w, h):
        return ()
    x = w.hosts[h].engine.swarm
    new, change = published_by(w, x), due(w, x, managers)
    refresh = () if new == w.exchange or "refresh" in without else (("refresh", new),)
    return refresh + ((change,) if change and change[0] != "wait" else ())


def settled(w, h, todo, name, no_faults):
    """The host plans the steps `todo`. If the first step writes the journal, the host writes it at once."""
    while todo and todo[0][0] == "journal":
        if left(w, "crashes") and not no_faults:
            yield Move(h, f"{name}, CRASHES before its journal", True, crashed(w, h))
        kind, x = todo[0][1]
        x = w.hosts[h].engine.swarm if x < 0 else x
        was = x if kind == "member" else w.hosts[h].was_member
        w, todo = with_host(w, h, journal=(kind, x), was_member=was), todo[1:]
        name = f"{name}, journals {kind}"
    yield Move(h, name, False, with_host(w, h, todo=todo))


def goes_on(w, h, no_faults):
    """The host takes the next step of its pass. A step that fails ends the pass."""
    (step, *known), todo = w.hosts[h].todo[0], w.hosts[h].todo[1:]
    w = with_host(w, h, todo=())
    for name, after, fault in STEPS[step](w, h, *known):
        if fault and no_faults:
            continue
        if after is None:
            yield Move(h, f"fails to {step}", False, w)
        elif fault:
            yield Move(h, name, True, after)
        else:
            yield from settled(after, h, after.hosts[h].todo or todo, name, no_faults)


FAILS = ("", None, False)


def report(w, h, said):
    yield ("reports", with_host(w, h, status=said), False) if w.hosts[h].mounted else FAILS


def init(w, h):
    if w.hosts[h].engine.health != "none":
        yield FAILS
        return
    x = next((x for x, swarm in enumerate(w.swarms, 1) if swarm is None), len(w.swarms) + 1)
    node = new_node(w, h)
    swarm = Swarm(0, False, frozenset({(h, node, "raft")}))
    after = w._replace(swarms=w.swarms[: x - 1] + (swarm,) + w.swarms[x:])
    yield f"inits {x}", with_host(after, h, engine=Engine(x, node, "active")), False


def publish(w, h, own, roster, managers):
    host = w.hosts[h]
    thinks = host.journal[0] == "candidate" and living_published(w, but=own) and not needs("patience", False)  # A1
    taken = w.exchange is not None and not needs("link", False)
    if not host.mounted and needs("share", False):
        yield f"publishes {own} below the mount point", w, False
        return
    quorum = controls(w, h) or (needs("quorum", False) and kind_of(w, h) == "raft")
    if thinks or taken or not host.mounted or not quorum or host.engine.swarm != own:
        yield FAILS
        return
    exchange = Exchange(own, w.swarms[own - 1].token, roster, managers)
    yield f"publishes {own}", with_swarm(w._replace(exchange=exchange), own, published=True), False


def join(w, h, x, token, managers):
    """As a worker, with the token that the pass has read."""
    stall = left(w, "stalls")
    if stall:
        yield f"fails to join {x} and is in error", spent(with_host(w, h, engine=Engine(0, 0, "error")), "stalls"), True
    managers_up = any(kind == "raft" and host in managers and runs(w, x, host, node) for host, node, kind in w.swarms[x - 1].nodes)
    if w.hosts[h].engine.health != "none" or not managers_up or not quorate(w, x) or w.swarms[x - 1].token != token:
        yield FAILS
        return
    node = new_node(w, h)
    after = with_swarm(w, x, nodes=w.swarms[x - 1].nodes | {(h, node, "worker")})
    if stall:
        engine = Engine(x, node, "error")
        yield f"is let into {x} and is in error", spent(with_host(after, h, engine=engine), "stalls"), True
    yield f"joins {x}", with_host(after, h, engine=Engine(x, node, "active")), False


def look(w, h, x):
    yield ("looks again", w, False) if w.hosts[h].mounted and not named_by_others(w, h, x) else FAILS


def retire(w, h, x):
    """Moves the current exchange aside, and then checks which one it was."""
    if not w.hosts[h].mounted or not w.exchange:
        yield FAILS
    elif w.exchange.swarm == x:
        hosts = tuple(host._replace(was_member=0) if host.was_member == x else host for host in w.hosts)
        yield f"retires {x}", with_swarm(w._replace(hosts=hosts, exchange=None), x, published=False), False
    else:
        after = with_host(w._replace(exchange=None), h, todo=(("put_back", w.exchange),))
        yield f"moves {w.exchange.swarm} aside", after, False


def put_back(w, _, exchange):
    yield "puts it back", w if w.exchange or "put-back" in without else w._replace(exchange=exchange), False


def leave(w, h):
    yield "leaves", left_swarm(w, h), False


def rotate(w, h, own):
    ours = controls(w, h) and w.hosts[h].engine.swarm == own
    yield (f"rotates the token of {own}", with_swarm(w, own, token=w.swarms[own - 1].token + 1), False) if ours else FAILS


def leave_alone(w, h, own):
    alone = controls(w, h) and len(w.swarms[own - 1].nodes) == 1
    if w.hosts[h].engine.swarm != own or not needs("still-alone", alone):
        yield FAILS
        return
    yield f"leaves {own}", with_host(left_swarm(w, h), h, journal=NEW), False


def left_swarm(w, h):
    """A swarm ends with its only node; otherwise the node stays behind as an entry."""
    x = w.hosts[h].engine.swarm
    if x and len(w.swarms[x - 1].nodes) == 1:
        w = with_swarm(w, x, nodes=frozenset())
    return with_host(w, h, engine=Engine())


def retry_engine(w, h):
    yield "restarts its engine", with_host(w, h, engine=w.hosts[h].engine._replace(health="active")), False


def rejoin_raft(w, h):
    """The managers accept the same node again, if they can."""
    engine = w.hosts[h].engine
    if engine.health != "blank" or not quorate(w, engine.swarm):
        yield FAILS
        return
    after = with_host(w, h, engine=engine._replace(health="active"))
    yield "is taken into the raft again", changed(after, engine.swarm, h, engine.node, "raft"), False


def refresh(w, h, new):
    x = w.hosts[h].engine.swarm
    if w.hosts[h].mounted and controls(w, h) and w.exchange and w.exchange.swarm == x == new.swarm:
        yield "writes the exchange", w._replace(exchange=new), False
    else:
        yield FAILS


def promote(w, h, host, node):
    if ("worker" == kind_in(w, h, host, node)) and controls(w, h):
        yield f"promotes h{host}", changed(w, w.hosts[h].engine.swarm, host, node, "promoted"), False
    else:
        yield FAILS


def demote(w, h, host, node):
    """The engine rejects a demotion that would cost the quorum."""
    x = w.hosts[h].engine.swarm
    if not controls(w, h) or kind_in(w, h, host, node) not in ("raft", "entering"):
        yield FAILS
        return
    members, running = raft(w, x)
    if 2 * (running - runs(w, x, host, node)) > members - 1:
        yield f"demotes node {node} of h{host}", changed(w, x, host, node, "worker"), False
    else:
        yield FAILS


def rm(w, h, host, node):
    x = w.hosts[h].engine.swarm
    if controls(w, h) and kind_in(w, h, host, node) in ("worker", "promoted") and not runs(w, x, host, node):
        yield f"removes node {node} of h{host}", changed(w, x, host, node, None), False
    else:
        yield FAILS


STEPS = {
    step.__name__: step
    for step in (
        report, init, publish, join, look, retire, put_back, leave, rotate, leave_alone, retry_engine, rejoin_raft, refresh,
        promote, demote, rm,
    )
}


def kind_in(w, h, host, node):
    """The kind of a node in the swarm of host `h`."""
    x = w.hosts[h].engine.swarm
    return next((kind for name, number, kind in w.swarms[x - 1].nodes if (name, number) == (host, node)), None) if x else None


def changed(w, x, host, node, kind):
    rest = frozenset(it for it in w.swarms[x - 1].nodes if it[:2] != (host, node))
    return with_swarm(w, x, nodes=rest | {(host, node, kind)} if kind else rest)


def new_node(w, h):
    """The lowest number for this host that is not in use anywhere."""
    status = w.hosts[h].status
    known = {status.node, w.hosts[h].engine.node, *status.replaces}
    for swarm in filter(None, w.swarms):
        known.update(node for host, node, _ in swarm.nodes if host == h)
    rosters = [w.exchange.roster] if w.exchange else []
    for host in w.hosts:
        for step in host.todo:
            if step[0] == "publish":
                rosters.append(step[2])
            elif step[0] in ("refresh", "put_back"):
                rosters.append(step[1].roster)
            elif step[0] in ("promote", "demote", "rm") and step[1] == h:
                known.add(step[2])
            elif step[0] == "report":
                known.update((step[1].node, *step[1].replaces) if host is w.hosts[h] else ())
    known.update(node for roster in rosters for host, node in roster if host == h)
    return next(node for node in range(1, 99) if node not in known)


# --- engines, and faults ---


def engines(w):
    """A promoted node enters the raft, which counts it from then on. Later it receives the raft's entries."""
    for x, swarm in enumerate(w.swarms, 1):
        if not swarm:
            continue
        for host, node, kind in swarm.nodes:
            if kind == "promoted" and quorate(w, x) and runs(w, x, host, node):
                yield Move(None, f"h{host} enters the raft of {x}", False, changed(w, x, host, node, "entering"))
            elif kind == "entering" and runs(w, x, host, node) and living(w, x):
                yield Move(None, f"h{host} hears the raft of {x}", False, changed(w, x, host, node, "raft"))


def boots(w, h, no_faults):
    engine = w.hosts[h].engine
    after = with_host(w, h, up=True)
    if engine.swarm and engine.health != "blank":
        if left(w, "stalls") and not no_faults:
            failed = with_host(after, h, engine=engine._replace(health="error"))
            yield Move(h, "boots, its engine FAILS", True, spent(failed, "stalls"))
        after = with_host(after, h, engine=engine._replace(health="active"))
    yield Move(h, "boots", False, after)


def crashed(w, h):
    """A manager that the raft counts but that has received nothing has an empty log, and never answers again."""
    engine = w.hosts[h].engine
    if kind_of(w, h) == "entering" and engine.health in ("active", "lost"):
        engine = engine._replace(health="blank")
    return spent(with_host(w, h, up=False, todo=(), engine=engine), "crashes")


def faults(w, h):
    host = w.hosts[h]
    if left(w, "crashes") and host.up:
        yield Move(h, "CRASHES", True, crashed(w, h))
    if left(w, "rebuilds"):
        new = w._replace(hosts=w.hosts[:h] + (Host(status=host.status),) + w.hosts[h + 1 :])
        yield Move(h, "is REBUILT", True, spent(new, "rebuilds"))
    if left(w, "unmounts") and host.up and host.mounted:
        yield Move(h, "LOSES the share", True, spent(with_host(w, h, mounted=False), "unmounts"))
    if left(w, "losses") and host.engine.health != "none":
        yield Move(h, "LOSES its engine's data", True, spent(with_host(w, h, engine=Engine(), todo=()), "losses"))
    if left(w, "stalls") and host.up and host.engine.health == "active":
        lost = with_host(w, h, engine=host.engine._replace(health="lost"))
        yield Move(h, "is considered LOST", True, spent(lost, "stalls"))
