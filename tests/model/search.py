"""All reachable worlds, breadth first. The search checks each move, and that a way to convergence exists from each world."""

import re
from array import array

from moves import moves
from world import MEMBERS, World, first, quorate, ready, runs, unfilled


class Broken(Exception):
    """A way into a forbidden world, as text."""


class Search:
    def __init__(self, hosts, workers, budget):
        self.managers = hosts - workers
        start = first(hosts, budget)
        self.index = {start: 0}
        self.worlds = [start]
        self.came = array("i", [-1])
        self.edges = array("I"), array("I")

    def run(self, limit):
        """Searches all worlds. Returns False if there are more than `limit`."""
        at = 0
        while at < len(self.worlds):
            if limit and at > limit:
                return False
            self.expand(at)
            at += 1
        stuck = self.stuck()
        if stuck:
            at = min(stuck, key=lambda at: len(self.trace(at)))
            raise Broken("\n".join([f"{len(stuck)} states are stuck without cause, as after", *self.trace(at), show(self.worlds[at])]))
        return True

    def expand(self, at):
        before = self.worlds[at]
        for move in moves(before, self.managers):
            why = broken(before, move)
            if why:
                raise Broken("\n".join([why, *self.trace(at, move)]))
            after, _ = normal(move.world, self.managers)
            if after == before:
                continue
            to = self.index.setdefault(after, len(self.worlds))
            if to == len(self.worlds):
                self.worlds.append(after)
                self.came.append(at)
            if not move.fault:
                self.edges[0].append(at)
                self.edges[1].append(to)

    def stuck(self):
        """Worlds in which nothing is lost, but from which no way without faults leads to convergence."""
        back = [[] for _ in self.worlds]
        for at, to in zip(*self.edges):
            back[to].append(at)
        good = bytearray(len(self.worlds))
        queue = [at for at, world in enumerate(self.worlds) if converged(world, self.managers)]
        if not queue:
            raise Broken("nothing converges")
        while queue:
            at = queue.pop()
            if not good[at]:
                good[at] = 1
                queue.extend(back[at])
        return [at for at, world in enumerate(self.worlds) if not good[at] and not lost(world)]

    def trace(self, at, last=None):
        """The way of the search to a world, and the move after it. Hosts keep their first numbers."""
        way = [at]
        while self.came[way[-1]] >= 0:
            way.append(self.came[way[-1]])
        way.reverse()
        names, lines = list(range(len(self.worlds[0].hosts))), []
        for at, to in zip(way, way[1:]):
            for move in moves(self.worlds[at], self.managers):
                after, order = normal(move.world, self.managers)
                if after == self.worlds[to]:
                    break
            lines.append(text(move, names))
            names = [names[old] for old in order]
        return [*lines, text(last, names)] if last else lines


def text(move, names):
    line = move.name if move.host is None else f"h{move.host} {move.name}"
    return re.sub(r"\bh(\d)\b", lambda number: f"h{names[int(number[1])] + 1}", line)


def show(world):
    lines = [f"h{h}: {host}" for h, host in enumerate(world.hosts)]
    return "\n".join([*lines, f"{world.exchange}", f"swarms: {world.swarms}", f"left: {world.budget}"])


# --- invariants ---


def broken(before, move):
    """The invariant that the world after this move violates, or the move itself."""
    after = move.world
    if after.swarms is not before.swarms or after.hosts is not before.hosts:
        members = {host.journal[1] for host in after.hosts if host.journal == ("member", host.engine.swarm)}
        if len(members) > 1:
            return "members of two swarms"
    if move.host is not None and not move.fault:
        why = host_broke(before, after, move.host)
        if why:
            return why
    if after.swarms is not before.swarms:
        return swarm_broke(before, after)
    return None


def host_broke(before, after, h):
    old, new = before.hosts[h], after.hosts[h]
    if old.engine.health == "none" and new.engine.swarm and old.was_member and new.engine.swarm > 0:
        swarm = after.swarms[new.engine.swarm - 1]
        if len(swarm.nodes) == 1:
            return "a member started a swarm"
    if old.engine.swarm and not new.engine.swarm:
        swarm = before.swarms[old.engine.swarm - 1]
        kinds = {kind for host, node, kind in swarm.nodes if (host, node) == (h, old.engine.node)}
        if old.was_member:
            return "a member left its swarm"
        if kinds & {"promoted", *MEMBERS} and len(swarm.nodes) > 1:
            return "a manager left a swarm that has other nodes"
        if kinds & set(MEMBERS) and before.exchange and before.exchange.swarm == old.engine.swarm:
            return "a manager left the published swarm"
    return None


def swarm_broke(before, after):
    for x, swarm in enumerate(after.swarms, 1):
        old = before.swarms[x - 1] if x <= len(before.swarms) else None
        if not swarm or swarm == old:
            continue
        if swarm.published and not (old and old.published):
            for other, its in enumerate(after.swarms, 1):
                if its and other != x and its.published and quorate(after, other):
                    return f"{x} is published beside {other}"
        if old and old.nodes != swarm.nodes:
            why = raft_broke(after, x, old.nodes, swarm.nodes)
            if why:
                return why
    return None


def raft_broke(after, x, old, new):
    """One member at a time, never two of one host. The remaining members, with one on its way in, have a majority."""
    was, now = ({node[:2] for node in nodes if node[2] in MEMBERS} for nodes in (old, new))
    if was == now or not now:
        return None
    if len(was ^ now) > 1:
        return "two changes of the raft at once"
    if len({host for host, _ in now}) < len(now):
        return "two members of the raft are one host"
    if 2 * sum(runs(after, x, host, node) for host, node in now) <= len(now):
        return "a change took the quorum"
    return None


# --- how it ends ---


def converged(w, managers):
    if not w.exchange:
        return False
    x = w.exchange.swarm
    nodes = w.swarms[x - 1].nodes
    return (
        len(nodes) == len(w.hosts)
        and all(kind == ("raft" if host < managers else "worker") and ready(w, x, host, node) for host, node, kind in nodes)
        and all(host.up and host.mounted and not host.todo and host.journal == ("member", x) for host in w.hosts)
    )


def lost(w):
    """Whether only the operator can go on.

    A swarm that was published, or that a host is a member of, can never have a majority again.
    """
    held = {x for x, swarm in enumerate(w.swarms, 1) if swarm and swarm.published}
    held |= {host.journal[1] for host in w.hosts if host.journal[0] in ("joining", "member")}
    return any(hopeless(w, x) and not forgettable(w, x) for x in held)


def hopeless(w, x):
    members = [(host, node, kind) for host, node, kind in w.swarms[x - 1].nodes if kind in MEMBERS]
    could = sum((w.hosts[host].engine.swarm, w.hosts[host].engine.node) == (x, node) for host, node, _ in members)
    # A manager with a blank raft has no data: the others must accept it again.
    able = sum(
        (w.hosts[host].engine.swarm, w.hosts[host].engine.node) == (x, node) and w.hosts[host].engine.health != "blank"
        for host, node, _ in members
    )
    return bool(members) and (2 * could <= len(members) or 2 * able <= len(members))


def forgettable(w, x):
    """Whether the swarm consisted of a single rebuilt host. That host can see this, and retires the swarm."""
    owners = {host for host, _, _ in w.swarms[x - 1].nodes}
    if len(owners) != 1:
        return False
    (owner,) = owners
    roster = {host for host, _ in w.exchange.roster} if w.exchange and w.exchange.swarm == x else set()
    return roster <= owners and not any(host.journal == ("member", x) for host in w.hosts)


# --- worlds that differ only in the numbers of their hosts are one ---


def normal(w, managers):
    """The world in its normal form, without forgotten swarms and with its hosts in order; and that order."""
    if len(w.swarms) > 1 or not w.exchange:
        known = remembered(w)
        swarms = tuple(swarm if x in known else None for x, swarm in enumerate(w.swarms, 1))
        while swarms and swarms[-1] is None:
            swarms = swarms[:-1]
        w = w._replace(swarms=swarms)
    if w.wiped and not unfilled(w):
        w = w._replace(wiped=False)
    keys = keys_of(w)
    hosts = range(len(keys))
    order = sorted(hosts[:managers], key=keys.__getitem__) + sorted(hosts[managers:], key=keys.__getitem__)
    return (w if order == list(hosts) else turned(w, order)), order


def remembered(w):
    known = {w.exchange.swarm} if w.exchange else set()
    for host in w.hosts:
        known.update((host.was_member, host.journal[1], host.engine.swarm, host.status.swarm, host.status.journal[1]))
        for step in host.todo:
            known.add(subject(step))
            if step[0] == "report":
                known.update((step[1].swarm, step[1].journal[1]))
    return known


def subject(step):
    """The swarm that a step affects."""
    if step[0] in ("publish", "join", "look", "retire", "rotate", "leave_alone"):
        return step[1]
    if step[0] in ("refresh", "put_back"):
        return step[1].swarm
    return 0


def keys_of(w):
    """A description of each host that does not depend on any host's number."""
    marks = [[] for _ in w.hosts]
    for x, swarm in enumerate(w.swarms, 1):
        if swarm:
            for host, node, kind in swarm.nodes:
                marks[host].append((x, node, kind))
    if w.exchange:
        for host, node in w.exchange.roster:
            marks[host].append((0, node, "listed"))
        for host in w.exchange.managers:
            marks[host].append((0, 0, "manager"))
    keys = []
    for host, mine in zip(w.hosts, marks):
        mine.sort()
        for step in host.todo:
            if step[0] in ("promote", "demote", "rm"):
                marks[step[1]].append((0, step[2], step[0]))
        keys.append((host[:6], [(step[0], subject(step)) for step in host.todo], mine))
    return keys


def turned(w, order):
    """The world in which the host with number `order[n]` has number `n`."""
    to = {old: new for new, old in enumerate(order)}
    hosts = tuple(w.hosts[old]._replace(todo=tuple(turned_step(step, to) for step in w.hosts[old].todo)) for old in order)
    swarms = tuple(s and s._replace(nodes=frozenset((to[host], node, kind) for host, node, kind in s.nodes)) for s in w.swarms)
    exchange = w.exchange and turned_exchange(w.exchange, to)
    return World(hosts, exchange, swarms, w.budget, w.wiped)


def turned_exchange(exchange, to):
    return exchange._replace(roster=turned_roster(exchange.roster, to), managers=frozenset(to[host] for host in exchange.managers))


def turned_roster(roster, to):
    return frozenset((to[host], node) for host, node in roster)


def turned_step(step, to):
    verb = step[0]
    if verb == "publish":
        return verb, step[1], turned_roster(step[2], to), frozenset(to[host] for host in step[3])
    if verb == "join":
        return verb, step[1], step[2], frozenset(to[host] for host in step[3])
    if verb in ("refresh", "put_back"):
        return verb, turned_exchange(step[1], to)
    if verb in ("promote", "demote", "rm"):
        return verb, to[step[1]], step[2]
    return step
