"""The next change of membership that a leader makes, as changes.awk does for an inventory that stays the same."""

from table import needs, without
from world import MEMBERS, raft, ready, runs


def majority(count):
    return count // 2 + 1


def due(w, x, managers):
    """The next change, (verb, host, node), or None."""
    nodes = sorted(w.swarms[x - 1].nodes)
    return old_entry(w, x, nodes) or next_manager(w, x, nodes, managers)


def old_entry(w, x, nodes):
    for host, node, kind in nodes:
        if "evict" in without or not gone(w, x, host, node, nodes):
            continue
        if kind not in MEMBERS:
            return ("rm", host, node)
        return ("demote", host, node) if spare(w, x, nodes, host, node) else ("wait",)
    return None


def gone(w, x, host, node, nodes):
    """A node that is down, and whose host reports that it was this node, or is ready as another node."""
    if needs("evict-down", False):
        down = True
    else:
        down = not ready(w, x, host, node)
    status = w.hosts[host].status
    another = any(name == host and number == status.node and ready(w, x, host, number) for name, number, _ in nodes)
    if needs("evict-by-id", False):
        return down and bool(status.replaces or another)
    return down and (node in status.replaces or another)


def spare(w, x, nodes, host, node):
    """Whether the remaining nodes are a working swarm. All that are intended as managers count."""
    members, running = counted(w, x, nodes)
    return members > 1 and running - runs(w, x, host, node) >= majority(members - 1)


def counted(w, x, nodes):
    return sum(kind != "worker" for _, _, kind in nodes), raft(w, x)[1]


def next_manager(w, x, nodes, managers):
    for host, node, kind in nodes:
        if kind in ("promoted", "entering") and ready(w, x, host, node) and not needs("one-at-a-time", False):
            return ("wait",)
    members, running = counted(w, x, nodes)
    taken = {host for host, _, kind in nodes if kind != "worker"}
    for host, node, kind in nodes:
        if host >= managers or kind != "worker" or not ready(w, x, host, node):
            continue
        if host in taken and not needs("one-entry-a-host", False):
            continue
        status = w.hosts[host].status
        if not needs("member-first", status.node == node and status.journal == ("member", x)):
            continue
        if members > 1 and not needs("majority-to-promote", running >= majority(members + 1)):
            continue
        return ("promote", host, node)
    return None
