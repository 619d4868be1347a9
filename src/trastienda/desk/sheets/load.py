"""Load the decisions of an exception list that came back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from trastienda.desk.decide import Dispatch, decide, looked_at
from trastienda.desk.refusals import refusal
from trastienda.desk.sheets.columns import DECISIONS, YELLOW, kind_of
from trastienda.desk.sheets.reading import Row, read_list
from trastienda.desk.sheets.tokens import Signer, list_secret
from trastienda.domain.case import Case, Language
from trastienda.domain.decision import Decision, Kind
from trastienda.domain.facts import PortalFacts
from trastienda.domain.item import Item
from trastienda.domain.sale import Sale
from trastienda.errors import Stale, TrastiendaError, WorkspaceError
from trastienda.store import items
from trastienda.store.connection import Store

Known = Callable[[Item], tuple[type[Sale], PortalFacts]]
"""An item → the class of its sale and its portal's facts; raises `WorkspaceError` for a bot that is gone."""


class Happened(StrEnum):
    """What became of a row."""

    DECIDED = "decided"
    REFUSED = "refused"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What became of one row.

    Attributes:
        row: as the spreadsheet program counts, the header being row 1.
        case: number of the case, `None` where the row does not say one.
        happened: decided, refused, or nothing filled in.
        item: the item after the decision.
        refused: why not; its text is a sentence in the list's language, its class says the kind of trouble.
    """

    row: int
    case: int | None
    happened: Happened
    item: Item | None = None
    refused: TrastiendaError | None = None


def load(
    store: Store, path: Path, *, known: Known, dispatch: Dispatch, now: datetime, language: Language
) -> list[LoadResult]:
    """Carry out the decisions of a list, row by row, each in its own transaction.

    A row that is stale, changed, incomplete or not allowed is refused; the others go on. Loading a file
    twice decides nothing twice: its cases are closed.

    Args:
        store: the workspace's database.
        path: the file.
        known: the class of sale and the portal of an item.
        dispatch: enqueues what the machine goes on with.
        now: aware time of the decisions.
        language: of the refusals' sentences.

    Raises:
        WorkspaceError: the file is not an exception list of this workspace; nothing was decided.
    """
    returned = read_list(path)
    with store.begin() as conn:
        signer = Signer(list_secret(conn), returned.list_id)
    if returned.seal != signer.seal():
        raise WorkspaceError(
            f"{path} is a list of another workspace, or its id was changed. Nothing was decided."
        )
    return [_load_row(store, row, signer, known, dispatch, now, language) for row in returned.rows]


def _load_row(
    store: Store,
    row: Row,
    signer: Signer,
    known: Known,
    dispatch: Dispatch,
    now: datetime,
    language: Language,
) -> LoadResult:
    number = int(row.cells["_id"]) if row.cells["_id"].isdecimal() else None
    if not any(row.cells[column.key] for column in YELLOW):
        return LoadResult(row.number, number, Happened.BLANK)
    try:
        case_number, version = _proven(row, signer, language)
        with store.begin() as conn:
            case = looked_at(conn, case_number, version, language)
            decision = _decision(row, case, language)
            sale_type, facts = known(items.get(conn, case.item))
            item = decide(
                conn,
                case_number,
                decision,
                version=version,
                sale_type=sale_type,
                facts=facts,
                dispatch=dispatch,
                now=now,
                language=language,
            )
    except TrastiendaError as error:
        return LoadResult(row.number, number, Happened.REFUSED, refused=error)
    return LoadResult(row.number, number, Happened.DECIDED, item=item)


def _proven(row: Row, signer: Signer, language: Language) -> tuple[int, int]:
    """Case and version of a row that is as we wrote it."""
    number, version, token = (row.cells[key] for key in ("_id", "_v", "_token"))
    if not (number.isdecimal() and version.isdecimal()):
        raise WorkspaceError(refusal("foreign_row", language))
    case_number, case_version = int(number), int(version)
    if not signer.is_row_of(token, case_number, case_version):
        raise WorkspaceError(refusal("foreign_row", language))
    if not signer.shows(token, case_number, case_version, row.grey):
        raise Stale(refusal("grey_changed", language))
    return case_number, case_version


def _decision(row: Row, case: Case, language: Language) -> Decision:
    written, corrections, order = (row.cells[key] for key in ("decision", "corrected", "order"))
    comment, who = row.cells["comment"], row.cells["who"]
    if not written:
        raise WorkspaceError(refusal("no_decision", language))
    kind = kind_of(written)
    if kind is None:
        choices = ", ".join(words[language] for words in DECISIONS.values())
        raise WorkspaceError(refusal("unknown_decision", language, written=written, choices=choices))
    if not who or not comment:
        raise WorkspaceError(refusal("unsigned", language))
    if corrections and kind is not Kind.ENTER:
        raise WorkspaceError(refusal("corrections_without_enter", language))
    if order and kind is not Kind.THIS_ORDER:
        raise WorkspaceError(refusal("order_without_this", language))
    if kind is Kind.THIS_ORDER and not order:
        if len(case.orders) != 1:
            raise WorkspaceError(refusal("which_order", language))
        order = case.orders[0]
    try:
        return Decision(
            kind=kind,
            by=who,
            why=comment,
            corrections=parse_corrections(corrections, language),
            reference=order or None,
        )
    except ValidationError as error:
        raise WorkspaceError("; ".join(one["msg"] for one in error.errors())) from None


def parse_corrections(text: str, language: Language) -> dict[str, str]:
    """Read `field = value; other_field = other value`; lines separate as well as semicolons.

    A semicolon within a value stays there unless `name =` follows it.

    Raises:
        WorkspaceError: a part without `=`, or a field twice.
    """
    found: dict[str, str] = {}
    for part in re.split(r"(?:;|\n)\s*(?=[^=;\n]+=)", text.strip(" ;\n\t")):
        if not part:
            continue
        name, equals, value = part.partition("=")
        if not equals or not name.strip() or name.strip() in found:
            raise WorkspaceError(refusal("bad_correction", language, part=part.strip()))
        found[name.strip()] = value.strip(" ;\n\t")
    return found
