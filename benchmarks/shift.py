"""Let the real program work a shift: plain sales into the demo portal, every order settled, evidence as by default."""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from benchmarks.crew import OURS, ROOT
from benchmarks.summary import Row
from benchmarks.unchecked import WARM as WARM_UNCHECKED
from benchmarks.unchecked import steps_of
from benchmarks.watch import Watch, cpu_between, mb_between
from tests.claims.sales import write_sales
from tests.support.databases import sqlite_url
from tests.support.workplace import Workplace, workplace
from trastienda.domain.customer import customer_key
from trastienda.domain.item import State
from trastienda.engine.bots import LoadedBot, load_bot
from trastienda.intake.sales import Row as IntakeRow
from trastienda.intake.sales import read_sales
from trastienda.store import tables
from trastienda.workspace import Workspace

PLAIN = "playwright-label"
ACCOUNTS = (1, 2, 4, 8, 16)
LATENCIES_MS = (50, 500)

AS_THE_PORTAL_WRITES = {"monthly_fee": "12,90 €"}
"""The file is read in the portal's locale."""

WARM, AROUND = 30, 5
"""Memory at the end is compared with that after this many orders, each over some orders around it."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift that was worked.

    Attributes:
        begun: when the first attempt began (UTC).
        settled: when each order was settled (UTC), oldest first.
        others: the states of the items that were not settled.
        watch: what the processes used meanwhile.
        left: processes that were left when the program had ended.
    """

    begun: datetime
    settled: Sequence[datetime]
    others: Counter[str]
    watch: Watch
    left: Sequence[str]

    @property
    def wall_ms(self) -> float:
        """Wall time an order: of the whole shift, by its orders."""
        return (self.settled[-1] - self.begun).total_seconds() * 1000 / len(self.settled)

    @property
    def cpu_ms(self) -> float:
        """CPU an order, of all processes, from the first attempt on: not that of starting the program."""
        return cpu_between(self.watch.samples, self.begun, self.settled[-1]) / len(self.settled)


def work(*, accounts: int, each: int, latency_ms: int, browser: str, memory: bool) -> Shift:
    """Work a shift.

    Args:
        accounts: how many logins the portal has; one worker works all of them.
        each: sales of each account.
        latency_ms: of the look-ups of the portal's form.
        browser: path of the one that is used.
        memory: look at the memory of its processes too.
    """
    names = [f"a{number:02}" for number in range(1, accounts + 1)]
    with tempfile.TemporaryDirectory(prefix="trastienda-bench-") as folder:
        root = Path(folder)
        url = sqlite_url(root / "runs.db")
        with workplace(root, url, accounts=names, latency=latency_ms / 1000) as office:
            sales = _evenly(load_bot(Workspace.at(root), "carrier"), root, each)
            environment = {"TRASTIENDA_BROWSER": browser}
            process = office.start("run", "carrier", "--sales", str(sales), env=environment)
            with Watch(process.pid, every_s=1.0 if memory else 0.25, memory=memory) as watch:
                _, said = process.communicate()
            if process.returncode:
                raise RuntimeError(f"the program ended with {process.returncode}:\n{said}")
            left = watch.left()
            return _worked(office, watch, left)


def _evenly(bot: LoadedBot, root: Path, each: int) -> Path:
    """A file of plain sales, as many for each account: a customer's account is chosen by a hash."""
    facts = bot.facts
    wanted = {account.name: each for account in facts.accounts}
    chosen: list[int] = []
    most = 20 * each * len(wanted)
    drawn = write_sales(root / "drawn.json", range(1, most + 1), **AS_THE_PORTAL_WRITES)
    for number, row in enumerate(_read(bot, drawn), start=1):
        assert row.sale is not None
        account = bot.account_for(customer_key(row.sale, facts.search_keys))
        if wanted[account]:
            wanted[account] -= 1
            chosen.append(number)
    assert not any(wanted.values()), f"too few sales were drawn for {wanted}"
    return write_sales(root / "sales.json", chosen, **AS_THE_PORTAL_WRITES)


def _read(bot: LoadedBot, file: Path) -> Sequence[IntakeRow[Any]]:
    facts = bot.facts
    return read_sales(
        file, bot.sale_type, columns=facts.columns, locale=facts.locale, tz=ZoneInfo(facts.timezone)
    ).rows


def _worked(office: Workplace, watch: Watch, left: Sequence[str]) -> Shift:
    items, attempts = tables.items.c, tables.attempts.c
    with office.store() as store, store.read() as conn:
        states = Counter(conn.scalars(sa.select(items.state)))
        settled = conn.scalars(
            sa.select(items.moved_at).where(items.state == State.SETTLED.value).order_by(items.moved_at)
        ).all()
        begun = conn.scalar(sa.select(sa.func.min(attempts.started_at)))
    if not settled or begun is None:
        raise RuntimeError(f"no order was settled: {dict(states)}")
    del states[State.SETTLED.value]
    return Shift(begun, settled, states, watch, left)


def orders(each: int, *, browser: str, say: Callable[[str], None]) -> list[Row]:
    """Orders a minute and CPU an order, by accounts and by the portal's latency."""
    lines = []
    for latency_ms in LATENCIES_MS:
        for accounts in ACCOUNTS:
            say(f"orders: {accounts} accounts, {latency_ms} ms, {accounts * each} sales")
            shift = work(accounts=accounts, each=each, latency_ms=latency_ms, browser=browser, memory=False)
            note = f"{60_000 / shift.wall_ms:.1f} orders/min, {shift.cpu_ms / 1000:.2f} CPU-s an order, wanted ≤ 0.6"
            bench = f"orders-{accounts}x{latency_ms}ms"
            lines.append(_row(bench, shift, note))
            if accounts == 1:
                say(f"orders: the same by Playwright, unchecked, {latency_ms} ms")
                lines.append(_unchecked(bench, shift, each, latency_ms=latency_ms, browser=browser))
    return lines


def _unchecked(bench: str, ours: Shift, each: int, *, latency_ms: int, browser: str) -> Row:
    """The same way through the portal by a plain script, which checks and keeps nothing; see `benchmarks.unchecked`."""
    with tempfile.TemporaryDirectory(prefix="trastienda-bench-") as folder:
        root = Path(folder)
        with workplace(
            root, sqlite_url(root / "runs.db"), accounts=["a01"], latency=latency_ms / 1000
        ) as office:
            bot = load_bot(Workspace.at(root), "carrier")
            chosen = _evenly(bot, root, each + WARM_UNCHECKED)
            sales = [steps_of(row.sale, bot.book) for row in _read(bot, chosen) if row.sale is not None]
            steps = root / "steps.json"
            steps.write_text(json.dumps(sales), encoding="utf-8")
            command = [
                sys.executable,
                "-m",
                "benchmarks.unchecked",
                browser,
                office.portal.url,
                "a01",
                str(steps),
            ]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        # Our own lines must not go with it.
        said = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
        return Row(bench, PLAIN, 0, failed=each, note=said)
    told = json.loads(done.stdout)
    return Row(
        bench,
        PLAIN,
        told["n"],
        wall_ms=told["wall_ms"],
        cpu_ms=told["cpu_ms"],
        ratio_to_ours=told["wall_ms"] / ours.wall_ms,
        cpu_ratio=told["cpu_ms"] / ours.cpu_ms,
        note="the same pages; nothing checked, read back, kept or written down",
    )


def leak(total: int, *, browser: str, say: Callable[[str], None]) -> list[Row]:
    """Many orders of one account in one worker: its memory at the end, and what is left of it."""
    say(f"leak: {total} sales")
    shift = work(accounts=1, each=total, latency_ms=50, browser=browser, memory=True)
    done, samples = shift.settled, shift.watch.samples
    warm = min(WARM, len(done) - AROUND)
    after = mb_between(samples, done[warm - AROUND], done[warm + AROUND - 1])
    at_end = mb_between(samples, done[-2 * AROUND], done[-1])
    peak = max(one.mb for one in samples)
    note = (
        f"{after:.0f} MB after {warm} orders, {at_end:.0f} at the end: {at_end / after:.2f} ×, wanted ≤ 1.2; "
        f"peak {peak:.0f}; {len(shift.left)} processes left"
    )
    return [_row("leak", shift, note)]


def _row(bench: str, shift: Shift, note: str) -> Row:
    failed = shift.others.total()
    if failed:
        note = f"{note}; {dict(shift.others)}"
    return Row(
        bench, OURS, len(shift.settled), failed, shift.wall_ms, shift.cpu_ms, ratio_to_ours=1.0, note=note
    )
