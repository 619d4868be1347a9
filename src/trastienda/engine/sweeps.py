"""Run sweeps: one run goes over all accounts of a portal."""

from collections.abc import Callable, Mapping
from datetime import datetime

from loguru import logger
from pydantic import TypeAdapter

from trastienda.engine.anchor import Anchor
from trastienda.engine.bots import LoadedBot
from trastienda.engine.means import Lease, Means
from trastienda.engine.runs import Mode, Outcome, close_run, open_run
from trastienda.engine.sweep import Sweep, Swept, due_since, finish
from trastienda.report.facts import sweep_facts
from trastienda.store import runs
from trastienda.store.runs import Run
from trastienda.workspace import Workspace

_SWEPT: TypeAdapter[Swept] = TypeAdapter(Swept)


class Sweeps:
    """The sweeps of one process."""

    def __init__(
        self,
        workspace: Workspace,
        means: Means,
        bots: Mapping[str, LoadedBot],
        anchor: Anchor,
        *,
        lease: Callable[[str, str], Lease | None],
        going_on: Callable[[], bool],
    ) -> None:
        """Prepare.

        Args:
            workspace: where the runs' folders are.
            means: store, pages, clock.
            bots: by name.
            anchor: of the database; a sweep that reconciles lays it anew.
            lease: of an account that this process holds, `None` when it does not.
            going_on: whether the process goes on; asked before every order.
        """
        self._workspace = workspace
        self._means = means
        self._bots = bots
        self._anchor = anchor
        self._lease = lease
        self._going_on = going_on

    def open(
        self, bot: LoadedBot, *, trigger: str, browser: str, slot: str | None = None, alone: bool = False
    ) -> Run | None:
        """Open a sweep's run; `None` when its slot was opened before. `alone` as for `open_run`."""
        return open_run(
            self._workspace,
            self._means.store,
            bot,
            trigger=trigger,
            mode=Mode.SWEEP,
            browser=browser,
            now=self._means.clock(),
            slot=slot,
            alone=alone,
        )

    def account(self, run_id: str, portal: str, account: str, *, since: datetime | None = None) -> None:
        """Sweep one account; the last one of a portal closes the run.

        Args:
            run_id: of `open`.
            portal, account: the login; without its lock in this process nothing happens.
            since: look at what was settled since then (aware); without it at what the last sweep could not vouch for.
        """
        bot, lease, store = self._bots[portal], self._lease(portal, account), self._means.store
        if lease is None:
            return
        if since is None:
            with store.read() as conn:
                since = due_since(conn, portal, bot.facts)
        with logger.contextualize(run=run_id):
            swept = Sweep(self._means, bot, account, lease, run=run_id, going_on=self._going_on).sweep(
                since=since
            )
        with store.begin() as conn:
            runs.note_swept(conn, run_id, account, _SWEPT.dump_python(swept, mode="json"))
            run = runs.get(conn, run_id)
            done = swept_of(run)
            if done.keys() != {one.name for one in bot.facts.accounts}:
                return
            opened = finish(conn, portal, list(done.values()))
        if opened:
            self._anchor.reset()
        whole = all(one.broken_off is None for one in done.values())
        outcome = Outcome.DONE if whole else Outcome.BROKEN_OFF
        close_run(self._workspace, store, run, outcome, now=self._means.clock())


def swept_of(run: Run) -> dict[str, Swept]:
    """Account → what a sweep's run saw of it."""
    return {account: _SWEPT.validate_python(seen) for account, seen in (run.swept or {}).items()}


def told(run: Run) -> str:
    """What a sweep saw, in a line."""
    seen = sweep_facts(run)
    parts = [
        f"{seen.checked} settled order(s) are as they were",
        f"{seen.reopened} reopened as cases",
        f"{seen.unknown} order(s) without a sale",
    ]
    if seen.unchecked:
        parts.append(f"{seen.unchecked} could not be looked at")
    if seen.matched:
        parts.append(f"{seen.matched} unknown order(s) have found their sale")
    if seen.listed is None:
        parts.append("the book names no list of our own orders, so orders without a sale were not looked for")
    if seen.broken_off:
        parts.append(f"broken off: {seen.broken_off}")
    return "; ".join(parts)
