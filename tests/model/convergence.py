#!/usr/bin/env python3
"""Explores every interleaving of the hosts' passes, with faults at any step, and checks the invariants of docs/architecture.md.

    convergence.py --hosts 3 --crashes 1         three managers, one power cut
    convergence.py --rebuilds 1 --without announce
                                                 two managers; shows the violation without a condition
    convergence.py --self-test                   removes every condition in turn
    convergence.py --table                       the decision table: every combination of facts, and its action

Exit status: 0 no violation, 1 a violation, with the shortest way into it, 2 wrong usage or too many states.
"""

import argparse
import sys
import time

sys.dont_write_bytecode = True  # no __pycache__ in the repository

import leader
import moves
import table
from conditions import CAUGHT, SECOND
from search import Broken, Search
from world import FAULTS

HELP = {
    "crashes": "power cuts; the host boots again",
    "rebuilds": "hosts that get an empty disk",
    "wipes": "times that the share loses everything",
    "unmounts": "times that a host loses the share for a while",
    "losses": "hosts whose engine loses its data, beside a journal that stays",
    "stalls": "engines that fail to start, to join, or to be seen",
    "misses": "probes of port 2377 that miss a living manager",
}


def main():
    options = parser().parse_args()
    if options.table:
        table.print_table()
    elif options.self_test:
        sys.exit(self_test(options))
    else:
        sys.exit(explore(options))


def parser():
    it = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    it.add_argument("--hosts", type=int, default=2, metavar="N", help="hosts, all of them managers (2)")
    it.add_argument("--workers", type=int, default=0, metavar="N", help="how many of the hosts are workers (0)")
    for fault in FAULTS:
        it.add_argument(f"--{fault}", type=int, default=0, metavar="N", help=HELP[fault])
    it.add_argument("--without", action="append", default=[], choices=[*CAUGHT, *SECOND], metavar="CONDITION", help="ignore this condition")
    it.add_argument("--limit", type=int, default=0, metavar="N", help="give up after so many states")
    it.add_argument("--self-test", action="store_true", help="without any one condition there must be a violation")
    it.add_argument("--table", action="store_true", help="print the table, columns between |")
    return it


def explore(options):
    """Searches, prints the result, and returns the exit status."""
    for module in (table, leader, moves):
        module.without = frozenset(options.without)
    began = time.process_time()
    search = Search(options.hosts, options.workers, tuple(getattr(options, fault) for fault in FAULTS))
    found, status = "no violation", 0
    try:
        if not search.run(options.limit):
            found, status = "gave up", 2
    except Broken as why:
        print(why)
        found, status = "VIOLATION", 1
    faults = [f"{getattr(options, fault)} {fault}" for fault in FAULTS if getattr(options, fault)]
    without = [f"without {condition}" for condition in options.without]
    what = ", ".join([f"{options.hosts} hosts", *faults, *without])
    print(f"{what}: {len(search.worlds)} states, {time.process_time() - began:.1f} s: {found}")
    return status


def self_test(options):
    """Removes one condition at a time, in the smallest world where its absence shows."""
    silent = []
    for condition, (arguments, _) in CAUGHT.items():
        one = parser().parse_args([*arguments.split(), "--without", condition])
        print(f"--- {condition}")
        if explore(one) != 1:
            silent.append(condition)
    print(f"without it a violation: {len(CAUGHT) - len(silent)} of {len(CAUGHT)} conditions", *silent)
    return 1 if silent else 0


if __name__ == "__main__":
    main()
