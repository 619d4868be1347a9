"""Kill the browser, one of its renderers or its driver at random moments, and see what becomes of the orders."""

import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.crew import OURS, tree_of
from benchmarks.summary import Row
from benchmarks.watch import Watch
from tests.claims.sales import write_sales
from tests.support.databases import sqlite_url
from tests.support.workplace import Workplace, kill, workplace
from trastienda.store import cases

AS_THE_PORTAL_WRITES = {"monthly_fee": "12,90 €"}
VICTIMS = ("browser", "renderer", "driver")
SALES_A_KILL = 2.0
"""So many sales that the last kill still meets one."""

UP_TO_S = 2.5
"""A kill comes within this after the worker went on: an order takes about as long."""

GOES_ON_WITHIN_S = 60.0
NOT_SETTLED = {"uncertain", "in_case", "ready", "entering", "entered"}


def kills(total: int, *, seed: int, browser: str, say: Callable[[str], None]) -> list[Row]:
    """Let the program enter sales, and kill what it works with, so many times.

    Every sale must end settled with exactly one order, or be told: uncertain, or a case. No sale may have two orders.
    """
    say(f"kills: {total}")
    chance = random.Random(seed)
    done: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="trastienda-bench-") as folder:
        root = Path(folder)
        with workplace(root, sqlite_url(root / "runs.db")) as office:
            sales = write_sales(
                root / "sales.json", range(1, round(total * SALES_A_KILL) + 1), **AS_THE_PORTAL_WRITES
            )
            process = office.start(
                "run", "carrier", "--sales", str(sales), env={"TRASTIENDA_BROWSER": browser}
            )
            began = time.monotonic()
            with Watch(process.pid, every_s=0.5, memory=False) as watch:
                try:
                    while done.total() < total and process.poll() is None:
                        time.sleep(chance.uniform(0, UP_TO_S))
                        if victim := _killed(process.pid, chance):
                            done[victim] += 1
                            _goes_on(office, process)
                    process.communicate()
                except BaseException:
                    kill(process)
                    raise
                left = watch.left()
            wall_ms = (time.monotonic() - began) * 1000
            office.call("run", "carrier")
            for reason, many in _reasons(office).items():
                say(f"kills: {many} case(s) of '{reason}'")
            return [_row(office, done, total, left, wall_ms, process.returncode)]


def _reasons(office: Workplace) -> Counter[str]:
    """Why a person must look, and of how many sales."""
    with office.store() as store, store.read() as conn:
        return Counter(f"{case.reason}: {dict(case.detail)}" for case in cases.open_ones(conn))


def _killed(pid: int, chance: random.Random) -> str | None:
    """Kill one of the browser's processes or its driver, if they are there; says which."""
    found: dict[str, list[psutil.Process]] = {}
    for process in tree_of(pid)[1:]:
        with suppress(psutil.Error):
            found.setdefault(_kind(process), []).append(process)
    kind = chance.choice(VICTIMS)
    if not found.get(kind):
        return None
    with suppress(psutil.NoSuchProcess):
        chance.choice(found[kind]).kill()
        return kind
    return None


def _kind(process: psutil.Process) -> str:
    words = process.cmdline()
    if "run-driver" in words:
        return "driver"
    if not any("--remote-debugging-pipe" in word or "--type=" in word for word in words):
        return "other"
    kind = next((word.removeprefix("--type=") for word in words if word.startswith("--type=")), "browser")
    return kind


def _goes_on(office: Workplace, process: subprocess.Popen[str]) -> None:
    """Wait until something was settled after the kill: the next one must meet a browser at work."""
    before = _settled(office)
    end = time.monotonic() + GOES_ON_WITHIN_S
    while time.monotonic() < end and process.poll() is None and _settled(office) == before:
        time.sleep(0.1)


def _settled(office: Workplace) -> int:
    return sum(state == "settled" for state in office.states().values())


def _row(
    office: Workplace, done: Mapping[str, int], total: int, left: list[str], wall_ms: float, code: int
) -> Row:
    states, orders, report = office.states(), office.orders(), office.admin.report()
    counted = Counter(states.values())
    twice = [sale for sale, numbers in orders.items() if len(numbers) > 1]
    wrong = [sale for sale, state in states.items() if state == "settled" and len(orders.get(sale, ())) != 1]
    silent = [sale for sale, state in states.items() if state not in NOT_SETTLED | {"settled"}]
    killed = sum(done.values())
    failed = len(twice) + len(wrong) + len(silent) + len(left) + max(0, total - killed)
    note = (
        f"{killed} kills ({', '.join(f'{many} {what}' for what, many in sorted(done.items()))}), exit {code}; "
        f"{', '.join(f'{many} {state}' for state, many in sorted(counted.items()))}; {report.posts} POSTs, "
        f"{len(twice)} entered twice, {len(wrong)} settled without one order, {len(left)} processes left"
    )
    return Row(
        "kills", OURS, killed, failed, wall_ms / max(1, len(states)), None, ratio_to_ours=1.0, note=note
    )
