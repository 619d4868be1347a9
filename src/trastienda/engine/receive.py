"""Take sales in: every row of a file becomes an item, and each fit sale is owed its entry."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from trastienda.desk.decide import Dispatch
from trastienda.desk.opening import open_case
from trastienda.domain.case import Language, Reason
from trastienda.domain.customer import customer_key_of
from trastienda.domain.finding import Severity
from trastienda.domain.item import Item, State
from trastienda.domain.sale import Sale, seal
from trastienda.engine.bots import LoadedBot
from trastienda.engine.doubles import Twin, reused, same_order, same_orders
from trastienda.failpoints import Failpoint, reach
from trastienda.intake import Row, SalesFile, Source
from trastienda.rules.validate import RULES_VERSION, validate
from trastienda.store import items, runs
from trastienda.store.connection import Store

UNREADABLE_REFERENCE = "—"
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
    """
    facts = bot.facts
    identity = facts.crosscheck.identity
    sales = SalesFile(
        path,
        bot.sale_type,
        columns=facts.columns,
        locale=facts.locale,
        tz=ZoneInfo(facts.timezone),
        apart=identity,
    )

    def fit(sale: Sale) -> bool:
        findings = validate(sale, facts, now=now)
        return not any(finding.severity is Severity.REJECT for finding in findings)

    office = _Office(store, bot, run, dispatch, now, same_orders(sales, identity, fit))
    rows, states = 0, Counter[str]()
    failed: Exception | None = None
    for chunk in _chunks(sales):
        taken, failure = office.take_in(chunk)
        rows += len(chunk)
        states.update(item.state.value for item in taken)
        failed = failed or failure
        seen(rows, sales.length)
    if failed is not None:
        raise failed
    reach(Failpoint.TAKEN_IN)
    return Received(
        file=sales.file,
        rows=rows,
        taken_in=states.total(),
        known=rows - states.total(),
        states=dict(states),
        notes=tuple(note.sentence(language) for note in sales.notes),
    )


def _chunks(rows: Iterable[Row[Any]]) -> Iterator[list[Row[Any]]]:
    """Some rows at a time; none has the reference or the content of another, so each is held against the database."""
    chunk: list[Row[Any]] = []
    references: set[str] = set()
    contents: set[str] = set()
    for row in rows:
        reference = row.sale.reference if row.sale else None
        if len(chunk) == CHUNK or reference in references or row.content_key in contents:
            yield chunk
            chunk, references, contents = [], set(), set()
        chunk.append(row)
        contents.add(row.content_key)
        if reference is not None:
            references.add(reference)
    if chunk:
        yield chunk


@dataclass(frozen=True, slots=True)
class _Office:
    """Takes rows in, some at a time.

    Attributes:
        store, bot, run, dispatch, now: see `receive`.
        twins: row → the other row of the file that seems to be the same order.
    """

    store: Store
    bot: LoadedBot
    run: str | None
    dispatch: Dispatch
    now: datetime
    twins: Mapping[Source, Twin]

    def take_in(self, rows: Sequence[Row[Any]]) -> tuple[list[Item], Exception | None]:
        """Take rows in, all in one transaction: what a crash leaves out, the same file brings in later.

        A row that cannot be written does not take the others with it: then each gets a transaction of its own.

        Returns:
            the new items; and what kept a row out, if anything did.

        Raises:
            sqlalchemy.exc.OperationalError: the database is the trouble, not a row.
            Exception: none of several rows could be written.
        """
        try:
            return self._written(rows), None
        except sa.exc.OperationalError:
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
            known = items.of_sales(conn, [row.sale.reference for row in rows if row.sale], bot=self.bot.name)
            judged = [self._judged(row, known) for row in rows]
            added = items.add_all(conn, self.bot.name, judged, now=self.now, why="taken_in")
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

    def _judged(self, row: Row[Any], known: Mapping[str, Sequence[Item]]) -> items.New:
        """The item that a row becomes: rejected, ready, or received where a person is asked."""
        bot, sale = self.bot, row.sale
        findings = list(row.findings)
        key = hashlib.sha256(row.content_key.encode()).hexdigest()
        sealed = None
        if sale is not None and row.written is not None:
            key = customer_key_of(row.written.texts, bot.facts.search_keys)
            findings += reused(sale.reference, row.written.texts, known.get(sale.reference, ()))
            findings += validate(sale, bot.facts, now=self.now)
            findings += same_order(self.twins.get(row.source))
            sealed = seal(sale, RULES_VERSION, row.written).model_dump(mode="json")
        codes = [finding.code for finding in findings]
        severities = {finding.severity for finding in findings}
        to, why = State.READY, "validated"
        if sale is None or Severity.REJECT in severities:
            to, why, sealed = State.REJECTED, "rejected", None
        elif Severity.ASK in severities:
            to, why = State.RECEIVED, ""
        source = asdict(row.source)
        return items.New(
            values={
                "portal": bot.name,
                "account": bot.account_for(key),
                "sale_reference": sale.reference if sale else _reference_in(bot, row),
                "content_key": row.content_key,
                "source": source,
                "sale": row.written.texts if row.written else None,
                "raw": dict(row.raw),
                "findings": [finding.model_dump(mode="json") for finding in findings],
                "customer_key": key,
                "run": self.run,
                "seal": sealed,
            },
            detail={"source": source, "content": row.content_key},
            to=to,
            why=why,
            more={"findings": codes},
        )

    def _asked(self, conn: sa.Connection, new: items.New, item: Item) -> Item:
        finding = next(one for one in new.values["findings"] if one["severity"] == Severity.ASK)
        moved, _ = open_case(
            conn,
            item,
            reason=Reason.VALIDATION,
            detail={"finding": finding["es"], "finding_en": finding["en"]},
            now=self.now,
        )
        return moved


def _reference_in(bot: LoadedBot, row: Row[Any]) -> str:
    """The reference that an unreadable row seems to carry, so that people find it again."""
    headers = [header for header, field in bot.facts.columns.items() if field == "reference"]
    return next(
        (row.raw[name].strip() for name in [*headers, "reference"] if row.raw.get(name, "").strip()),
        UNREADABLE_REFERENCE,
    )
