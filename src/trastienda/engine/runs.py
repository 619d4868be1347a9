"""One run: take sales in, wait until its items rest, write down what came of it."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from loguru import logger

from trastienda import __version__
from trastienda.desk.decide import Dispatch
from trastienda.domain.item import AT_WORK, State
from trastienda.engine.bots import LoadedBot
from trastienda.engine.receive import Received, receive
from trastienda.report.folder import write_run_folder
from trastienda.store import accounts, items, portals, runs
from trastienda.store.connection import Store
from trastienda.store.runs import Run
from trastienda.workspace import Workspace

PATIENCE = timedelta(seconds=90)
"""A run ends while items wait longer than this: the next run, or `up`, takes them up."""


class Mode(StrEnum):
    """What a run does: enter sales, rehearse that, or sweep the portal."""

    ENTER = "enter"
    REHEARSE = "rehearse"
    SWEEP = "sweep"


class Outcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    WAITING = "waiting"
    INTERRUPTED = "interrupted"
    ACCOUNT_PAUSED = "account_paused"
    PORTAL_PAUSED = "portal_paused"
    BROKEN_OFF = "broken_off"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the items of a run stand.

    Attributes:
        states: state → items in it.
        resting: items with which the machine has nothing to do now.
        total: all items of the run.
        next_look: the earliest time at which one of the others is looked at, `None` for now.
        in_hand: the items that are being worked at, by our reference of their sales.
    """

    states: Mapping[State, int]
    resting: int
    total: int
    next_look: datetime | None
    in_hand: tuple[str, ...]


def new_run_id(now: datetime) -> str:
    """An id that sorts by time and is unique: `20261121T215500-7f3a`."""
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def open_run(
    workspace: Workspace,
    store: Store,
    bot: LoadedBot,
    *,
    trigger: str,
    mode: Mode,
    browser: str,
    now: datetime,
    slot: str | None = None,
    alone: bool = False,
) -> Run | None:
    """Open a run and take up what earlier ones left open.

    Args:
        workspace, store, bot: what is run, and where.
        trigger: `hand` or `schedule:<name>`.
        mode: whether it passes the commit point.
        browser: name and version, for the record.
        now: aware time.
        slot: id of the schedule's slot; a slot is opened once.
        alone: the caller holds all accounts of the bot, so runs without an end are left from processes
            that died; they are closed.

    Returns:
        the run, or `None` when its slot was opened before.
    """
    run = Run(
        id=new_run_id(now),
        bot=bot.name,
        trigger=trigger,
        slot=slot,
        mode=mode,
        started_at=now,
        ended_at=None,
        outcome=None,
        versions={"trastienda": __version__, "browser": browser, **bot.versions},
        intake={"files": []},
    )
    if alone:
        with store.read() as conn:
            unfinished = runs.unfinished(conn, bot=bot.name)
        for died in unfinished:
            close_run(workspace, store, died, Outcome.DIED, now=now)
    with store.begin() as conn:
        if not runs.add(conn, run):
            return None
        if mode is not Mode.SWEEP:
            left = items.search(conn, bot=bot.name, states=sorted(AT_WORK), limit=1_000_000)
            runs.enlist(conn, run.id, [item.id for item in left], how="found_open")
    return run


def take_in(
    workspace: Workspace,
    store: Store,
    bot: LoadedBot,
    run: Run,
    files: Sequence[Path],
    *,
    dispatch: Dispatch,
    now: datetime,
) -> list[Received]:
    """Take files of sales in, for a run.

    Raises:
        IntakeError: a file as a whole cannot be used; those before it were taken in.
    """
    received: list[Received] = []
    try:
        for file in files:
            received.append(
                receive(
                    store,
                    bot,
                    file,
                    run=run.id,
                    dispatch=dispatch,
                    language=workspace.settings.language,
                    now=now,
                )
            )
    finally:
        with store.begin() as conn:
            before = runs.get(conn, run.id).intake["files"]
            runs.update(conn, run.id, intake={"files": [*before, *(asdict(one) for one in received)]})
    return received


def narrow(store: Store, run: Run, limit: int) -> list[int]:
    """Keep at most `limit` open items in a run; returns their numbers."""
    with store.begin() as conn:
        numbers = [item.id for item in items.of_run(conn, run.id) if item.state in AT_WORK]
        runs.dismiss(conn, run.id, numbers[limit:])
    return numbers[:limit]


def progress(store: Store, run: str) -> Progress:
    """Where the items of a run stand now."""
    with store.read() as conn:
        found = items.of_run(conn, run)
    open_items = [item for item in found if item.state in AT_WORK]
    looks = [item.next_at for item in open_items]
    return Progress(
        states=Counter(item.state for item in found),
        resting=len(found) - len(open_items),
        total=len(found),
        next_look=min((look for look in looks if look is not None), default=None)
        if None not in looks
        else None,
        in_hand=tuple(item.sale_reference for item in open_items if item.state is State.ENTERING),
    )


def ended(store: Store, bot: LoadedBot, now: datetime, seen: Progress) -> Outcome | None:
    """How the run ends as it stands now, `None` while there is something to do."""
    if seen.resting == seen.total:
        return Outcome.DONE
    with store.read() as conn:
        pauses = [accounts.paused_why(conn, bot.name, account.name) for account in bot.facts.accounts]
        strain = portals.strain(conn, bot.name)
    if any(pauses):
        return Outcome.ACCOUNT_PAUSED
    if strain.paused(now + PATIENCE):
        return Outcome.PORTAL_PAUSED
    if seen.next_look is not None and seen.next_look - now > PATIENCE:
        return Outcome.WAITING
    return None


def close_run(workspace: Workspace, store: Store, run: Run, outcome: Outcome, *, now: datetime) -> Path:
    """Write the run's end and its folder; returns the folder."""
    with store.begin() as conn:
        runs.update(conn, run.id, ended_at=now, outcome=outcome)
    folder = workspace.run_folder(run.bot, run.id)
    write_run_folder(store, run.id, folder, workspace.settings.language)
    logger.bind(run=run.id).info("run ended: {}", outcome.value)
    return folder
