"""Show lists to people: a table on a terminal, aligned text elsewhere."""

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import click

NOTHING = "—"


def print_table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their headers on stdout; `None` is shown as a dash, nothing is cut."""
    texts = [[_cell(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _print_rich(headers, texts)
        return
    lines = [list(headers), *([" ".join(cell.split()) for cell in row] for row in texts)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headers))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def print_pairs(pairs: Iterable[tuple[str, object]]) -> None:
    """Print names with their values below each other; pairs without a value are left out."""
    shown = [(name, _cell(value)) for name, value in pairs if value not in (None, "", (), [])]
    width = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        click.echo(f"{name.ljust(width)}  {value}")


def _print_rich(headers: Sequence[str], texts: Sequence[Sequence[str]]) -> None:
    # Costs some 70 ms to import: only for a terminal.
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for position, header in enumerate(headers):
        # The first column is what people copy into the next command: it stays in one piece.
        table.add_column(header, overflow="fold", no_wrap=position == 0)
    for row in texts:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def _cell(value: object) -> str:
    return NOTHING if value is None or value == "" else plain(str(value))


def plain(text: str) -> str:
    """The text without control characters: a portal's own texts must not steer the terminal."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)


def when(moment: datetime | None) -> str | None:
    """A time as this machine's clock on the wall shows it, with the zone's name."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M %Z") if moment else None


def lasting(seconds: float | None) -> str | None:
    """A duration such as `5 min 12 s`."""
    if seconds is None:
        return None
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def from_here(path: Path) -> str:
    """A path as people in the current folder would type it: relative below it, absolute elsewhere."""
    here = Path.cwd()
    return os.path.relpath(path, here) if path.is_relative_to(here) else str(path)


def count(number: int, word: str) -> str:
    """`1 case`, `2 cases`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
