"""The purpose of each condition of the table: the smallest faults that violate an invariant without it."""

# name: (arguments of the search that finds the violation, the condition in words)
CAUGHT = {
    "share": ("--unmounts 1", "the share counts only where it is mounted"),
    "member-never-inits": ("--hosts 3 --wipes 1 --losses 1 --misses 1", "a member waits for the swarm to be published again"),
    "journal-candidate": ("--crashes 1", "`candidate` is on the disk before `swarm init`"),
    "link": ("--crashes 1", "the first publisher wins"),
    "member-last": ("", "`member` is journalled once the exchange names the swarm, and no earlier"),
    "patience": ("--rebuilds 1 --wipes 1", "a candidate lets a living swarm publish itself first"),
    "publish-again": ("--wipes 1", "a member with a quorum publishes its swarm after a wipe"),
    "announce": ("--rebuilds 1", "a host names the swarm on the share before it joins it"),
    "journal-joining": ("--stalls 1", "`joining` is on the disk before `swarm join`"),
    "reachable": ("--rebuilds 1", "a join is announced only while a manager answers"),
    "retire": ("--rebuilds 1", "a swarm whose only member lost its disk is given up"),
    "roster-sole": ("--crashes 1 --rebuilds 1 --wipes 1", "only a swarm of this name alone is given up"),
    "statuses": ("--rebuilds 1", "a swarm that another host names is not given up"),
    "own-swarm-unpublished": ("--crashes 1 --stalls 1", "a candidate does not leave the swarm that it published"),
    "member-stays": ("--crashes 1 --stalls 1", "a member does not leave because its engine failed"),
    "retry": ("--stalls 1", "the engine of the published swarm that failed, or of a member that the swarm has lost, is restarted"),
    "rejoin": ("--hosts 3 --crashes 1", "a manager with a blank raft asks to be taken in again"),
    "bare-member-leaves": ("--losses 1 --stalls 1", "a member whose engine has no certificate joins again"),
    "refresh": ("--rebuilds 1 --wipes 1", "the leader keeps the roster current"),
    "evict": ("--rebuilds 1", "the leader removes what a rebuilt host was"),
    "evict-down": ("", "only a node that is down is removed"),
    "member-first": ("--crashes 1 --stalls 1", "only a host that has journalled `member` is promoted"),
}

# Second lines of defence: without one of these, another condition or the engine still holds, as long as A1 and A2 hold.
SECOND = {
    "peer": "no swarm is started while another manager answers; behind it stand `patience` and `link`",
    "quorum": "no swarm is published without a quorum; the engine gives no token then",
    "second-look": "the statuses are read again right before the exchange is moved; announcements come first anyway",
    "put-back": "an exchange that changed meanwhile is put back; only a person's hand can change it",
    "rotate": "the loser's token changes before it leaves; A2 leaves no join in flight",
    "alone": "a loser with other nodes stays; no host can have joined an unpublished swarm",
    "still-alone": "the loser counts its nodes again after the rotation, for the same case",
    "evicted-first": "a host joins after its old node went; the leader evicts before it promotes",
    "evict-by-id": "a node goes by its id; a host takes its wish back before it joins",
    "one-entry-a-host": "no host is a manager twice; the leader evicts before it promotes",
    "one-at-a-time": "a new manager is awaited before the next one; `majority-to-promote` and Raft hold as well",
    "majority-to-promote": "the reachable managers are a majority of the larger swarm; `one-at-a-time` holds as well",
}
