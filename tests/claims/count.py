"""Count, at the portal's side, what the worker processes did."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tests.claims.place import Place
from tests.claims.portal import Entry
from trastienda.domain.item import AT_REST
from trastienda.store import journal, tables


@dataclass(frozen=True, slots=True)
class Stall:
    """A worker that was stopped, lost its locks meanwhile, and was woken.

    Attributes:
        pid: whose.
        began: when it was stopped (UTC).
    """

    pid: int
    began: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """What a race came to.

    Attributes:
        items: taken in.
        states: how many ended in which state.
        claims: (item, generation) pairs for which somebody opened a page of the portal.
        taken_twice: those of them that two processes worked at.
        entered_twice: items of which the portal holds two orders.
        left: items without an end.
        handed_on: items at which one process after another worked, because the first was killed or lost its lock.
        after_waking: claims of a stalled worker, begun after another process had its account.
        commits: process → orders that it saved.
        broken: items whose journal does not hold.
        troubles: what the programs said on stderr that they should not.
    """

    items: int
    states: Counter[str]
    claims: int
    taken_twice: int
    entered_twice: int
    left: int
    handed_on: int
    after_waking: int
    commits: Counter[int]
    broken: int
    troubles: list[str]


def count(place: Place, stall: Stall | None = None) -> Counted:
    """Read the ledger, the database and what the programs said, after all of them ended."""
    entries, _ = place.ledger.read()
    takers: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    workers: defaultdict[int, set[int]] = defaultdict(set)
    for entry in entries:
        takers[entry.item, entry.generation].add(entry.pid)
        workers[entry.item].add(entry.pid)
    commits = [entry for entry in entries if entry.kind == "commit"]
    states = place.states()
    with place.store() as store, store.read() as conn:
        broken = len(list(journal.breaks(conn)))
    return Counted(
        items=states.total(),
        states=states,
        claims=len(takers),
        taken_twice=sum(len(pids) > 1 for pids in takers.values()),
        entered_twice=sum(orders > 1 for orders in Counter(entry.item for entry in commits).values()),
        left=sum(number for state, number in states.items() if state not in AT_REST),
        handed_on=sum(len(pids) > 1 for pids in workers.values()),
        after_waking=len(_after_waking(place, entries, stall)) if stall else 0,
        commits=Counter(entry.pid for entry in commits),
        broken=broken,
        troubles=[line for line in place.told() if " ERROR " in line or "Traceback" in line],
    )


def _after_waking(place: Place, entries: Sequence[Entry], stall: Stall) -> set[tuple[int, int]]:
    """What the stalled worker claimed on accounts that were another's by then, less what it had in hand before."""
    ever_its: set[str] = set()
    lost: set[str] = set()
    claimed: set[tuple[int, int]] = set()
    for entry in entries:
        if entry.pid != stall.pid:
            lost |= {entry.account} & ever_its
            continue
        ever_its.add(entry.account)
        if entry.account in lost:
            claimed.add((entry.item, entry.generation))
    attempts = tables.attempts.c
    with place.store() as store, store.read() as conn:
        query = sa.select(attempts.item, attempts.generation).where(attempts.started_at < stall.began)
        in_hand = {(row.item, row.generation) for row in conn.execute(query)}
    return claimed - in_hand
