"""What `trastienda run` does: take sales in, enter, watch, report."""

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

from loguru import logger
from rich.console import Console

from trastienda.cli import INTERRUPTED
from trastienda.cli.progress import describe, shown_progress
from trastienda.cli.workplace import database, here, print_json, say
from trastienda.domain.evidence import Level
from trastienda.domain.item import State
from trastienda.engine import logs
from trastienda.engine.bots import LoadedBot, load_bot
from trastienda.engine.runs import Mode, Outcome, close_run, ended, narrow, open_run, progress, take_in
from trastienda.engine.worker import Worker, named, utc_now
from trastienda.errors import DatabaseAway, Stale, Unreconciled, WorkspaceError
from trastienda.portal.browser import Screen
from trastienda.report.facts import run_facts
from trastienda.store import accounts, items, portals
from trastienda.store.connection import Store
from trastienda.store.runs import Run
from trastienda.workspace import Workspace

LOOK_EVERY_S = 1.0
RENEW_EVERY_LOOKS = 5


def enter_sales(
    bot: str,
    sales: Path | None,
    limit: int | None,
    *,
    rehearse: bool,
    screen: Screen | None,
    evidence: Level | None,
    as_json: bool,
    verbose: bool,
) -> int:
    """Run a bot over its open items and those of a file.

    Args:
        bot, sales, limit, rehearse, as_json, verbose: as they were typed.
        evidence: the level for this run; without one, that of the portal's file.

    Returns:
        the exit code.
    """
    logs.set_up(verbose=verbose)
    workspace = here()
    if sales is not None and not sales.is_file():
        raise WorkspaceError(f"There is no file {sales}.")
    loaded = load_bot(workspace, bot)
    if evidence is not None:
        loaded = replace(loaded, facts=loaded.facts.model_copy(update={"evidence": evidence}))
    with database(workspace) as store, Worker(workspace, store, {bot: loaded}, screen=screen) as worker:
        busy = worker.take()
        if busy and (rehearse or limit or evidence):
            raise Stale(
                f"Account {'/'.join(busy[0])} is in use by another process; --rehearse, --limit and --evidence "
                "need it for themselves. Without them the sales are queued for that process."
            )
        _refuse_an_old_database(store, loaded, worker)
        run, path = _execute(workspace, store, loaded, worker, sales, limit, busy=busy, rehearse=rehearse)
        with store.read() as conn:
            facts = run_facts(conn, run.id)
        if as_json:
            print_json(facts.model_dump(mode="json"))
        say(f"Report: {path / 'report.html'}")
        return _exit_code(store, loaded, Outcome(facts.outcome or Outcome.DIED))


def _refuse_an_old_database(store: Store, bot: LoadedBot, worker: Worker) -> None:
    if bot.name not in worker.held():
        return
    with store.read() as conn:
        hold = portals.held(conn, bot.name)
    assert hold is not None
    raise Unreconciled(
        f"Nothing is entered into {bot.name}: {hold.why}. The portal may hold orders that it knows nothing of. "
        f"'trastienda sweep {bot.name}', from {hold.sweep_from:%Y-%m-%d %H:%M:%S} UTC on, compares both and opens "
        f"the portal again."
    )


def _execute(
    workspace: Workspace,
    store: Store,
    bot: LoadedBot,
    worker: Worker,
    sales: Path | None,
    limit: int | None,
    *,
    busy: Sequence[tuple[str, str]],
    rehearse: bool,
) -> tuple[Run, Path]:
    browser = worker.start_browser() if worker.holds else "another process's"
    run = open_run(
        workspace,
        store,
        bot,
        trigger="hand",
        mode=Mode.REHEARSE if rehearse else Mode.ENTER,
        browser=browser,
        now=utc_now(),
        alone=not busy,
    )
    assert run is not None  # Only a schedule's slot can have been opened before.
    sink = logs.to_run_folder(workspace.run_folder(run.bot, run.id), run.id)
    outcome = Outcome.INTERRUPTED
    try:
        with logger.contextualize(run=run.id), _interrupts(worker, store, run) as interrupted:
            logger.info("run started by hand, browser {}", browser)
            if not busy:
                _resume(store, bot)
            _take_in(workspace, store, bot, worker, run, sales)
            if limit:
                worker.limit_to(narrow(store, run, limit))
            if rehearse:
                _rehearse(store, worker, run, interrupted)
                outcome = Outcome.INTERRUPTED if interrupted.is_set() else Outcome.DONE
            else:
                outcome = _watch(store, bot, worker, run, interrupted, busy=busy)
    finally:
        worker.finish()
        path = close_run(workspace, store, run, outcome, now=utc_now())
        logs.stop(sink)
    say(
        f"Run {run.id} of {bot.name}: {outcome.value}; {describe(progress(store, run.id)) or 'nothing to do'}."
    )
    _say_what_is_left(store, bot, run, outcome)
    return run, path


def _resume(store: Store, bot: LoadedBot) -> None:
    """A person's run is the person's word that what is paused may be tried again, once."""
    with store.begin() as conn:
        strain = portals.strain(conn, bot.name)
        if strain.paused(utc_now()):
            portals.resume(conn, bot.name)
            say(f"The portal had been paused ({strain.why}); trying once more.")
    for account in bot.facts.accounts:
        with store.begin() as conn:
            why = accounts.resume(conn, bot.name, account.name)
        if why:
            say(f"Account {account.name} had been paused ({why}); trying once more.")


def _take_in(
    workspace: Workspace, store: Store, bot: LoadedBot, worker: Worker, run: Run, sales: Path | None
) -> None:
    if sales is None:
        return
    for received in take_in(workspace, store, bot, run, [sales], dispatch=worker.dispatch, now=utc_now()):
        known = f", {received.known} known from before" if received.known else ""
        say(f"{received.file}: {received.rows} sales, {received.taken_in} taken in{known}.")
        for note in received.notes:
            say(f"  {note}")


def _watch(
    store: Store,
    bot: LoadedBot,
    worker: Worker,
    run: Run,
    interrupted: threading.Event,
    *,
    busy: Sequence[tuple[str, str]],
) -> Outcome:
    if busy:
        say(f"In use by another process, which does these sales too: {named(busy)}. Watching.")
    if worker.holds:
        worker.start()
    with shown_progress(bot.name) as shown:
        looks, away = 0, False
        while True:
            try:
                seen = progress(store, run.id)
                shown(seen)
                outcome = ended(store, bot, utc_now(), seen)
                if outcome is not None:
                    return outcome
                if away or looks % RENEW_EVERY_LOOKS == RENEW_EVERY_LOOKS - 1:
                    _renew(worker)
                if away:
                    say("The database answers again, going on.")
                away = False
            except DatabaseAway as error:
                if not away:
                    say(f"{error} Nothing is begun before it answers; Ctrl-C stops.")
                away = True
            if interrupted.wait(LOOK_EVERY_S):
                worker.finish()
                return ended(store, bot, utc_now(), progress(store, run.id)) or Outcome.INTERRUPTED
            looks += 1


def _renew(worker: Worker) -> None:
    renewed = worker.renew()
    if renewed.lost:
        say(f"The lock is lost, nothing more is begun: {named(renewed.lost)}.")
    if renewed.gained:
        say(f"Has become free, going on here: {named(renewed.gained)}.")


def _rehearse(store: Store, worker: Worker, run: Run, interrupted: threading.Event) -> None:
    with store.read() as conn:
        ready = items.search(conn, bot=run.bot, states=[State.READY], limit=1_000_000)
    admitted = [item for item in reversed(ready) if worker.pipeline.admits(item.id)]
    for position, item in enumerate(admitted, start=1):
        if interrupted.is_set():
            return
        said = worker.pipeline.rehearse(item.id)
        say(f"{position} of {len(admitted)}  {item.sale_reference}: {said}")


def _say_what_is_left(store: Store, bot: LoadedBot, run: Run, outcome: Outcome) -> None:
    seen = progress(store, run.id)
    left = seen.total - seen.resting
    match outcome:
        case Outcome.DONE if seen.states.get(State.IN_CASE):
            say(f"{seen.states[State.IN_CASE]} case(s) wait for a person: trastienda cases")
        case Outcome.WAITING:
            uncertain = seen.states.get(State.UNCERTAIN, 0)
            say(
                f"{left} item(s) wait, {uncertain} of them uncertain; the next look is at "
                f"{seen.next_look:%Y-%m-%d %H:%M:%S} UTC. 'trastienda up' or the next 'trastienda run {bot.name}' "
                "takes them up."
            )
        case Outcome.INTERRUPTED:
            say(f"{left} item(s) are left; 'trastienda run {bot.name}' goes on with them.")


def _exit_code(store: Store, bot: LoadedBot, outcome: Outcome) -> int:
    match outcome:
        case Outcome.INTERRUPTED:
            return INTERRUPTED
        case Outcome.PORTAL_PAUSED:
            with store.read() as conn:
                strain = portals.strain(conn, bot.name)
            say(
                f"The portal is paused until {strain.until:%Y-%m-%d %H:%M:%S} UTC: {strain.why}. Its items stay "
                f"queued; 'trastienda up' goes on by itself, the next 'trastienda run {bot.name}' tries at once."
            )
            return 1
        case Outcome.ACCOUNT_PAUSED:
            with store.read() as conn:
                for account in bot.facts.accounts:
                    why = accounts.paused_why(conn, bot.name, account.name)
                    if why:
                        say(
                            f"Account {account.name} is paused: {why}. Correct the password at its reference "
                            f"({account.password}), then 'trastienda run {bot.name}' tries once more."
                        )
            return 1
    return 0


@contextmanager
def _interrupts(worker: Worker, store: Store, run: Run) -> Iterator[threading.Event]:
    """The first Ctrl-C or SIGTERM drains; the second one stops at once and says what it leaves behind."""
    interrupted = threading.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        try:
            in_hand = ", ".join(progress(store, run.id).in_hand)
        except DatabaseAway:
            in_hand = ""
        if interrupted.is_set():
            say(
                f"Stopped at once. {in_hand or 'Nothing'} was in hand: the next run looks before it presses again."
            )
            Console(stderr=True).show_cursor()  # The bar hid it.
            os._exit(INTERRUPTED)
        worker.drain()
        interrupted.set()
        say(f"Finishing {in_hand or 'what is in hand'}; once more stops at once and leaves it uncertain.")

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interrupted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
