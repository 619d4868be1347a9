"""Let several programs race for the same items, and kill, stall or interrupt some of them meanwhile."""

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle

import psutil
import sqlalchemy as sa

from tests.claims.count import Counted, Stall, count
from tests.claims.crew import PATIENCE_S, Crew, crew_of
from tests.claims.place import Place
from tests.claims.sales import write_sales
from tests.support.workplace import kill, until
from trastienda.domain.item import AT_REST

LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Raced:
    """How a race went: what was counted, what was done to the programs, and how long the race took."""

    counted: Counted
    kills: int
    stalls: int
    interrupts: int
    seconds: float


def race_on_postgresql(place: Place, *, workers: int, limit: int | None = None) -> Raced:
    """Several `up` race for the items; one is killed, one is stalled until it lost its locks, another one comes.

    All of it happens early: a worker loses something only while its accounts have items left.

    Args:
        place: a workspace on PostgreSQL, with its sales taken in.
        workers: how many start at the same moment.
        limit: hold at most so many accounts each; without it whatever is free.
    """
    items = place.states().total()
    most = () if limit is None else ("--accounts", str(limit))
    with crew_of(place) as crew:
        crew.start_together(workers, "up", *most)
        began = time.monotonic()
        _until_rested(crew, items * 10 // 100)
        kill(crew.working[0])
        _until_rested(crew, items * 20 // 100)
        with _stalled(place, crew) as stall:
            crew.start_together(1, "up", *most)
        _until_rested(crew, items)
        seconds = time.monotonic() - began
        crew.stop()
    return Raced(count(place, stall), kills=1, stalls=1, interrupts=0, seconds=seconds)


def race_on_sqlite(place: Place, *, items: int, files: int, patience_s: float) -> Raced:
    """One `up` at work, killed and replaced; beside it one `run` after another, interrupted out of impatience.

    Args:
        place: a workspace on SQLite.
        items: how many sales there are in all; the runs bring the last ten of every thousand.
        files: in how many files the runs bring them; then they bring the same ones again.
        patience_s: how long a run is waited for before it is interrupted.
    """
    by_hand = items // 100
    place.take_in(range(1, items - by_hand + 1))
    brought = [
        write_sales(place.root / f"by-hand-{number}.json", range(items - number, items - by_hand, -files))
        for number in range(files)
    ]
    interrupts, killed, replaced = 0, False, False
    with crew_of(place) as crew:
        crew.start_together(1, "up")
        began = time.monotonic()
        for turn, sales in enumerate(cycle(brought)):
            (run,) = crew.start_together(1, "run", "carrier", "--sales", str(sales))
            try:
                run.communicate(timeout=patience_s)
            except subprocess.TimeoutExpired:
                run.send_signal(signal.SIGINT)
                run.communicate(timeout=PATIENCE_S)
                interrupts += 1
            assert run.returncode in (0, 130, -signal.SIGINT), "\n".join(place.told())
            rested = _rested(place)
            if killed and not replaced:
                crew.start_together(1, "up")
                replaced = True
            if not killed and rested >= items * 30 // 100:
                kill(crew.working[0])
                killed = True
            if rested == items and turn + 1 >= files:
                break
            assert time.monotonic() - began < PATIENCE_S, f"{rested} of {items} rest: {place.states()}"
        seconds = time.monotonic() - began
        crew.stop()
    return Raced(count(place), kills=1, stalls=0, interrupts=interrupts, seconds=seconds)


@contextmanager
def _stalled(place: Place, crew: Crew) -> Iterator[Stall]:
    """Stop a worker, have the server close its locks' connections, and wake it when another has its accounts.

    It is woken before that one looks for what was in hand: a request that is sent only after the whole window
    cannot be told from one that was never sent, by nobody.
    """
    done = Counter(entry.pid for entry in place.ledger.read()[0])
    number, process = max(enumerate(crew.working[1:], start=1), key=lambda worker: done[worker[1].pid])
    process.send_signal(signal.SIGSTOP)
    stopped = psutil.Process(process.pid)
    until(lambda: stopped.status() == psutil.STATUS_STOPPED, "the stop")
    began = datetime.now(UTC)
    entries, seen = place.ledger.read()
    holder = {entry.account: entry.pid for entry in entries}
    its = {account for account, pid in holder.items() if pid == process.pid}
    assert its, "the worker to be stalled has done nothing yet"
    cut = sa.text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = :name "
        "AND datname = current_database() AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')"
    )
    with place.store() as store, store.begin() as conn:
        assert conn.execute(cut, {"name": f"crew-{number}"}).scalar_one(), "the worker held no lock"

    yield Stall(process.pid, began)

    def taken_over() -> bool:
        entries, _ = place.ledger.read(seen)
        return any(entry.account in its and entry.pid != process.pid for entry in entries)

    until(taken_over, "another worker on the stalled one's accounts", within_s=120)
    process.send_signal(signal.SIGCONT)


def _rested(place: Place) -> int:
    return sum(number for state, number in place.states().items() if state in AT_REST)


def _until_rested(crew: Crew, wanted: int) -> None:
    place = crew.place

    def enough() -> bool:
        time.sleep(LOOK_EVERY_S)
        return _rested(place) >= wanted

    try:
        until(enough, f"{wanted} items at rest", within_s=PATIENCE_S)
    except AssertionError as late:
        ends = [process.poll() for process in crew.working]
        late.add_note("\n".join((f"{place.states()}, programs' exit codes {ends}", *place.told()[-40:])))
        raise
