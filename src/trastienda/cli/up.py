"""Work unattended: keep the schedules, do the items."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType

import click

from trastienda.cli import INTERRUPTED
from trastienda.cli.workplace import database, here, say, verbose_option
from trastienda.errors import WorkspaceError


@click.command("up")
@click.option(
    "--accounts",
    type=click.IntRange(min=1),
    help="Hold at most so many accounts; leave others to other machines.",
)
@verbose_option
def command(accounts: int | None, verbose: bool) -> None:
    """Work until Ctrl-C or SIGTERM: at each schedule's times take its folder in, enter, read back, report.

    Stopping finishes the order in hand and ends with 0; a second Ctrl-C stops at once with 130, and the next
    start looks before anything is pressed again. With -v every event is a line on stderr; each run keeps
    its own in runs/BOT/RUN/log.jsonl.
    """
    from trastienda.engine import logs
    from trastienda.engine.bots import load_bot
    from trastienda.engine.schedule import trigger_of
    from trastienda.engine.unattended import Unattended

    logs.set_up(verbose=verbose)
    workspace = here()
    schedules = workspace.settings.schedules
    if not schedules:
        raise WorkspaceError(
            "config/workspace.toml has no schedule, so there is nothing to do unattended. "
            "Add a [[schedules]] table with name, bot, cron and folder (docs/configuration.md shows one), "
            "or enter sales now: trastienda run BOT --sales FILE"
        )
    for schedule in schedules:
        trigger_of(schedule)
    bots = {name: load_bot(workspace, name) for name in sorted({schedule.bot for schedule in schedules})}
    with database(workspace) as store, _stopped_by_signals() as stop:
        Unattended(workspace, store, bots, announce=_announce, limit=accounts).work(stop)


def _announce(text: str) -> None:
    say(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}  {text}")


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """The first Ctrl-C or SIGTERM drains; the second one ends the process at once."""
    stop = threading.Event()

    def end(signum: int, frame: FrameType | None) -> None:
        if stop.is_set():
            say("Stopped at once. The next start looks before anything is pressed again.")
            os._exit(INTERRUPTED)
        stop.set()
        _announce("stopping; once more stops at once")

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
