"""Take sales in: every row of a file becomes an item, and each fit sale is owed its entry."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from trastienda.desk.decide import Dispatch
from trastienda.desk.opening import open_case
from trastienda.domain.case import Language, Reason
from trastienda.domain.customer import customer_key
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.item import Item, State
from trastienda.domain.sale import Sale, seal
from trastienda.engine.bots import LoadedBot
from trastienda.engine.earlier import Earlier
from trastienda.failpoints import Failpoint, reach
from trastienda.intake import Row, read_sales
from trastienda.rules.validate import RULES_VERSION, validate
from trastienda.store import items, runs
from trastienda.store.connection import Store

UNREADABLE_REFERENCE = "—"
FREED = {State.REJECTED, State.WITHDRAWN}
"""States after which a sale's reference may come again, corrected."""


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

    Raises:
        IntakeError: the file as a whole cannot be used; nothing was taken in.
    """
    facts = bot.facts
    intake = read_sales(
        path, bot.sale_type, columns=facts.columns, locale=facts.locale, tz=ZoneInfo(facts.timezone)
    )
    new = []
    for row in intake.rows:
        # A transaction each: what a crash leaves out, the same file brings in later.
        with store.begin() as conn:
            item = _take_in(conn, bot, row, run, dispatch, now)
            if item is not None:
                new.append(item)
    reach(Failpoint.TAKEN_IN)
    return Received(
        file=intake.file,
        rows=len(intake.rows),
        taken_in=len(new),
        known=len(intake.rows) - len(new),
        states=dict(Counter(item.state.value for item in new)),
        notes=tuple(note.sentence(language) for note in intake.notes),
    )


def _take_in(
    conn: sa.Connection, bot: LoadedBot, row: Row[Any], run: str | None, dispatch: Dispatch, now: datetime
) -> Item | None:
    sale: Sale | None = row.sale
    key = (
        customer_key(sale, bot.facts.search_keys)
        if sale
        else hashlib.sha256(row.content_key.encode()).hexdigest()
    )
    findings = list(row.findings)
    if sale is not None:
        findings += _reused(conn, bot, sale) + validate(sale, bot.facts, now=now)
        findings += Earlier(conn, bot.name, bot.facts, now=now).findings(sale)
    item = items.add(
        conn,
        now=now,
        why="taken_in",
        detail={"source": asdict(row.source), "content": row.content_key},
        bot=bot.name,
        portal=bot.name,
        account=bot.account_for(key),
        sale_reference=sale.reference if sale else _reference_in(bot, row),
        content_key=row.content_key,
        source=asdict(row.source),
        sale=sale.model_dump(mode="json") if sale else None,
        raw=dict(row.raw),
        findings=[finding.model_dump(mode="json") for finding in findings],
        customer_key=key,
    )
    if item is None:
        return None
    if run is not None:
        runs.enlist(conn, run, [item.id], how="taken_in")
        item = items.get(conn, item.id)
    return _validated(conn, item, sale, findings, dispatch, now)


def _validated(
    conn: sa.Connection,
    item: Item,
    sale: Sale | None,
    findings: Sequence[Finding],
    dispatch: Dispatch,
    now: datetime,
) -> Item:
    codes = [finding.code for finding in findings]
    if sale is None or any(finding.severity is Severity.REJECT for finding in findings):
        return items.move(conn, item, State.REJECTED, now=now, why="rejected", detail={"findings": codes})
    sealed = seal(sale, RULES_VERSION).model_dump(mode="json")
    asks = [finding for finding in findings if finding.severity is Severity.ASK]
    if asks:
        moved, _ = open_case(
            conn,
            item,
            reason=Reason.VALIDATION,
            detail={"finding": asks[0].es, "finding_en": asks[0].en},
            now=now,
            seal=sealed,
        )
        return moved
    moved = items.move(
        conn, item, State.READY, now=now, why="validated", detail={"findings": codes}, seal=sealed
    )
    dispatch(conn, moved)
    return moved


def _reused(conn: sa.Connection, bot: LoadedBot, sale: Sale) -> list[Finding]:
    """A reference that stands for another content already: two sales under one name cannot be told apart."""
    earlier = [
        item
        for item in items.of_sale(conn, sale.reference, bot=bot.name)
        if item.state not in FREED and item.sale != sale.model_dump(mode="json")
    ]
    return [
        Finding(
            code="reference_reused",
            severity=Severity.REJECT,
            es=f"La referencia {sale.reference} ya es de otra venta con otros datos (expediente {item.id}).",
            en=f"Reference {sale.reference} already stands for a sale with other values (item {item.id}).",
            fields=("reference",),
        )
        for item in earlier[:1]
    ]


def _reference_in(bot: LoadedBot, row: Row[Any]) -> str:
    """The reference that an unreadable row seems to carry, so that people find it again."""
    headers = [header for header, field in bot.facts.columns.items() if field == "reference"]
    return next(
        (row.raw[name].strip() for name in [*headers, "reference"] if row.raw.get(name, "").strip()),
        UNREADABLE_REFERENCE,
    )
