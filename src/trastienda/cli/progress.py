"""Show where a run stands: a bar on a terminal, a line now and then elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from trastienda.cli.workplace import on_a_terminal, say
from trastienda.domain.item import State
from trastienda.engine.runs import Progress as Seen

Shown = Callable[[Seen], None]

LINE_EVERY_S = 10.0


@contextmanager
def shown_progress(title: str) -> Iterator[Shown]:
    """Give a function that shows progress on stderr."""
    if on_a_terminal():
        with _bar(title) as shown:
            yield shown
    else:
        yield _lines(title)


@contextmanager
def _bar(title: str) -> Iterator[Shown]:
    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[states]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=False) as bar:
        task = bar.add_task(title, total=None, states="")
        yield lambda seen: bar.update(task, total=seen.total, completed=seen.resting, states=describe(seen))


def _lines(title: str) -> Shown:
    last: tuple[int, datetime] | None = None

    def shown(seen: Seen) -> None:
        nonlocal last
        now = datetime.now(UTC)
        done = seen.resting == seen.total
        if not seen.total:
            return
        if last and (seen.resting == last[0] or not done) and (now - last[1]).total_seconds() < LINE_EVERY_S:
            return
        last = (seen.resting, now)
        say(f"{title}: {seen.resting} of {seen.total} at rest; {describe(seen)}")

    return shown


def describe(seen: Seen) -> str:
    """Counts by state, in the order of an item's life: `41 settled · 2 uncertain · 9 in_case`."""
    return " · ".join(f"{seen.states[state]} {state.value}" for state in State if seen.states.get(state))
