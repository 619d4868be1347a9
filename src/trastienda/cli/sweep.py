"""Compare what was settled with what the portal holds."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from trastienda.cli import INTERRUPTED
from trastienda.cli.workplace import database, here, json_option, print_json, say, verbose_option

if TYPE_CHECKING:
    from trastienda.engine.worker import Worker
    from trastienda.store.connection import Store
    from trastienda.store.runs import Run


@click.command("sweep")
@click.argument("bot")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Look at what was settled from this day on, in the portal's time zone. Without it: at everything "
    "that the last sweep could not vouch for yet.",
)
@json_option
@verbose_option
@click.pass_context
def command(ctx: click.Context, bot: str, since: datetime | None, as_json: bool, verbose: bool) -> None:
    """Sweep BOT's portal: every settled sale against its order, every order of our accounts against our sales.

    What is gone, changed or doubled is reopened as a case; an order that belongs to no sale of ours becomes a
    case too. Nothing is entered. A sweep is also what opens a portal again after an old database was restored.
    """
    from trastienda.engine import logs
    from trastienda.engine.bots import load_bot
    from trastienda.engine.sweeps import told
    from trastienda.engine.worker import Worker
    from trastienda.errors import Stale
    from trastienda.report.facts import sweep_facts
    from trastienda.store import portals, runs

    logs.set_up(verbose=verbose)
    workspace = here()
    loaded = load_bot(workspace, bot)
    from_when = since.replace(tzinfo=ZoneInfo(loaded.facts.timezone)) if since else None
    with database(workspace) as store, Worker(workspace, store, {bot: loaded}) as worker:
        if busy := worker.take():
            raise Stale(
                f"Account {'/'.join(busy[0])} is in use by another process. Stop it, or let 'trastienda up' sweep "
                'by a schedule with task = "sweep".'
            )
        worker.held()
        run = worker.sweeps.open(loaded, trigger="hand", browser=worker.start_browser(), alone=True)
        assert run is not None  # Only a schedule's slot can have been opened before.
        sink = logs.to_run_folder(workspace.run_folder(bot, run.id), run.id)
        with _interrupts(worker):
            for account in loaded.facts.accounts:
                worker.sweeps.account(run.id, bot, account.name, since=from_when)
        logs.stop(sink)
        with store.read() as conn:
            run = runs.get(conn, run.id)
            hold = portals.held(conn, bot)
        if as_json:
            print_json(
                {
                    "run": run.id,
                    "bot": run.bot,
                    **sweep_facts(run).model_dump(),
                    "held": hold.why if hold else None,
                }
            )
        say(f"Sweep {run.id} of {bot}: {told(run)}.")
        _say_what_is_next(store, run)
        if hold:
            say(
                f"Nothing is entered into {bot} yet: {hold.why}. "
                f"Sweep again from {hold.sweep_from:%Y-%m-%d %H:%M:%S} UTC on."
            )
        stopped = worker.draining
    if run.outcome != "done":
        ctx.exit(INTERRUPTED if stopped else 1)


def _say_what_is_next(store: "Store", run: "Run") -> None:
    from trastienda.store import cases

    with store.read() as conn:
        waiting = len(cases.open_ones(conn, run=run.id))
    if waiting:
        say(f"{waiting} case(s) wait for a person: trastienda cases --run {run.id}")


@contextmanager
def _interrupts(worker: "Worker") -> Iterator[None]:
    """Ctrl-C or SIGTERM ends the sweep after the order that is being looked at."""

    def stop(signum: int, frame: object) -> None:
        worker.drain()
        say("Finishing the order that is being looked at.")

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
