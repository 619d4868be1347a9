"""Take sales in: every row of a file becomes an item, and each fit sale is owed its entry."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from trastienda.desk.decide import Dispatch
from trastienda.desk.opening import open_case
from trastienda.documents.reader import Reader
from trastienda.domain.case import Language, Reason
from trastienda.domain.finding import Severity
from trastienda.domain.item import Item, State
from trastienda.engine.bots import LoadedBot
from trastienda.engine.judge import Judge
from trastienda.errors import DatabaseAway
from trastienda.failpoints import Failpoint, reach
from trastienda.intake import Row
from trastienda.store import arrivals, items, runs
from trastienda.store.connection import Store

CHUNK = 250
"""So many rows are written in one transaction."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file.

    Attributes:
        file: its name.
        rows: rows that were not empty.
        taken_in: new items, whatever became of them.
        known: rows that had been taken in before.
        states: state right after intake → new items in it.
        notes: what was detected in the file, as sentences.
    """

    file: str
    rows: int
    taken_in: int
    known: int
    states: dict[str, int]
    notes: tuple[str, ...]


def receive(
    store: Store,
    bot: LoadedBot,
    path: Path,
    *,
    run: str | None,
    dispatch: Dispatch,
    language: Language,
    now: datetime,
    seen: Callable[[int, int], None] = lambda rows, of: None,
) -> Received:
    """Take a file of sales in. The same content a second time takes in nothing.

    Args:
        store: the database.
        bot: whose sales these are.
        path: XLSX, CSV, JSON, or Robocorp work items.
        run: the run that takes them up; `None` leaves them ready for the next one.
        dispatch: enqueues each fit sale in the transaction that takes it in.
        language: of the notes.
        now: aware time.
        seen: called now and then with how many rows were taken in, of how many at most.

    Raises:
        IntakeError: the file as a whole cannot be used; nothing was taken in.
        WorkspaceError: there is no folder with papers, or a paper is there twice.
    """
    # It starts no process before there is a paper to read.
    reader = Reader()
    judge = Judge(bot, path, reader, run=run, now=now)
    office = _Office(store, bot.name, judge, run, dispatch, now)
    rows, states = 0, Counter[str]()
    failed: Exception | None = None
    with reader, closing(judge.chunks(CHUNK)) as chunks:
        for chunk in chunks:
            judge.read_papers(chunk)
            taken, failure = office.take_in(chunk)
            rows += len(chunk)
            states.update(item.state.value for item in taken)
            failed = failed or failure
            seen(rows, judge.length)
    if failed is not None:
        raise failed
    reach(Failpoint.TAKEN_IN)
    return Received(
        file=judge.file,
        rows=rows,
        taken_in=states.total(),
        known=rows - states.total(),
        states=dict(states),
        notes=tuple(note.sentence(language) for note in judge.notes),
    )


@dataclass(frozen=True, slots=True)
class _Office:
    """Takes rows in, some at a time.

    Attributes:
        store, run, dispatch, now: see `receive`.
        bot: the bot's slug.
        judge: says what becomes of each row.
    """

    store: Store
    bot: str
    judge: Judge
    run: str | None
    dispatch: Dispatch
    now: datetime

    def take_in(self, rows: Sequence[Row[Any]]) -> tuple[list[Item], Exception | None]:
        """Take rows in, all in one transaction: what a crash leaves out, the same file brings in later.

        A row that cannot be written does not take the others with it: then each gets a transaction of its own.

        Returns:
            the new items; and what kept a row out, if anything did.

        Raises:
            DatabaseAway: the database is the trouble, not a row.
            Exception: none of several rows could be written.
        """
        try:
            return self._written(rows), None
        except DatabaseAway:
            raise
        except Exception as error:
            if len(rows) == 1:
                return [], error
        taken: list[Item] = []
        failures: list[Exception] = []
        for row in rows:
            new, failure = self.take_in([row])
            taken += new
            failures += [failure] if failure else []
        if len(failures) == len(rows):
            raise failures[0]
        return taken, failures[0] if failures else None

    def _written(self, rows: Sequence[Row[Any]]) -> list[Item]:
        with self.store.begin() as conn:
            known = items.of_sales(conn, [row.sale.reference for row in rows if row.sale], bot=self.bot)
            earlier = self.judge.earlier(conn)
            judged = [
                self.judge.new(
                    row,
                    self.judge.findings(row, known.get(row.sale.reference, ()) if row.sale else (), earlier),
                )
                for row in rows
            ]
            added = arrivals.add_all(conn, self.bot, judged, now=self.now, why="taken_in")
            if self.run is not None:
                runs.enlist(conn, self.run, [item.id for _, item in added], how="taken_in")
            taken = []
            for new, item in added:
                if item.state is State.RECEIVED:
                    item = self._asked(conn, new, item)
                elif item.state is State.READY:
                    self.dispatch(conn, item)
                taken.append(item)
            return taken

    def _asked(self, conn: sa.Connection, new: arrivals.New, item: Item) -> Item:
        finding = next(one for one in new.values["findings"] if one["severity"] == Severity.ASK)
        moved, _ = open_case(
            conn,
            item,
            reason=Reason.VALIDATION,
            detail={"finding": finding["es"], "finding_en": finding["en"]},
            now=self.now,
        )
        return moved
