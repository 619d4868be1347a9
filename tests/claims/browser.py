"""Let impatient runs of the real program, with a real browser, race beside `up` for the sales of one account."""

import re
import signal
import subprocess
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from tests.claims.count import Counted
from tests.claims.race import Raced
from tests.support.workplace import PATIENCE_S, Workplace, kill, until, workplace
from trastienda.domain.item import AT_REST
from trastienda.store import journal, locks, tables

PLAIN = [1, 3, 5, 8, 12, 15, 18, 21, 24, 27, 31, 33, 35, 38, 41]
"""Sample sales with nothing special about them."""

RUNS = 5


def race_in_a_browser(root: Path, url: str) -> Raced:
    """One `up` works; five runs bring three sales each, one started right after the other, none waited for."""
    with ExitStack() as stack:
        office = stack.enter_context(workplace(root, url))
        settings = root / "config" / "workspace.toml"
        rarely = re.sub(r"^cron = .*$", 'cron = "0 3 1 1 *"', settings.read_text("utf-8"), flags=re.MULTILINE)
        settings.write_text(rarely, encoding="utf-8")
        office.call("db", "upgrade")
        up = _started(stack, office, "up")
        until(lambda: _is_held(office), "the account's lock")
        began = time.monotonic()
        runs = []
        for number in range(RUNS):
            references = [f"V-2026-{sale:04}" for sale in PLAIN[number::RUNS]]
            sales = office.sample(f"by-hand-{number}.json", references)
            runs.append(_started(stack, office, "run", "carrier", "--sales", str(sales)))
        told = [run.communicate(timeout=PATIENCE_S)[1] for run in runs]
        seconds = time.monotonic() - began
        up.send_signal(signal.SIGTERM)
        told.append(up.communicate(timeout=PATIENCE_S)[1])
        assert [process.returncode for process in (*runs, up)] == [0] * (RUNS + 1), "\n".join(told)
        return Raced(_count(office, told), kills=0, stalls=0, interrupts=0, seconds=seconds)


def _started(stack: ExitStack, office: Workplace, *arguments: str) -> subprocess.Popen[str]:
    process = office.start(*arguments)
    stack.callback(_end, process)
    return process


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        kill(process)


def _is_held(office: Workplace) -> bool:
    with office.store() as store:
        lock = locks.try_hold(store, "account/carrier/backoffice")
        if lock is not None:
            lock.release()
        return lock is None


def _count(office: Workplace, told: list[str]) -> Counted:
    report = office.admin.report()
    states = Counter(office.states().values())
    with office.store() as store, store.read() as conn:
        attempts = tables.attempts.c
        tries = list(conn.execute(sa.select(attempts.item, attempts.generation)))
        broken = len(list(journal.breaks(conn)))
    return Counted(
        items=states.total(),
        states=states,
        claims=len(set(tries)),
        taken_twice=sum(number > 1 for number in Counter(tries).values()),
        entered_twice=sum(seen.posts > 1 for seen in report.markers.values()),
        left=sum(number for state, number in states.items() if state not in AT_REST),
        handed_on=0,
        after_waking=0,
        commits=Counter({0: report.saved}),
        broken=broken,
        troubles=[
            line for text in told for line in text.splitlines() if " ERROR " in line or "Traceback" in line
        ],
    )
