"""A case as people read it: in sentences, with ids masked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import sqlalchemy as sa

from trastienda.domain.case import Case, Language, sentence
from trastienda.domain.item import Item
from trastienda.domain.masking import is_document, mask_ids, mask_pair, masked
from trastienda.rules.crosscheck import Verdict
from trastienda.store import items

NOTHING = {Language.ES: "(nada)", Language.EN: "(nothing)"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that does not match.

    Attributes:
        field: what people call it.
        expected, shown: what was sold, what the portal shows; ids are masked.
        reference: the order it was read from.
        why: what the alignment of both texts says, in a sentence; empty where none was made.
    """

    field: str
    expected: str
    shown: str
    reference: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as people read it.

    Attributes:
        case, item: the rows behind it.
        customer: name, and id masked.
        reason: why it waits, in a sentence.
        differences: the fields that do not match.
        evidence: the folder or file of the evidence, `None` when there is none.
    """

    case: Case
    item: Item
    customer: str
    reason: str
    differences: tuple[Difference, ...]
    evidence: Path | None


def view(conn: sa.Connection, case: Case, *, language: Language, runs: Path) -> CaseView:
    """Look at a case.

    Args:
        conn: any connection.
        case: the case.
        language: of its sentences.
        runs: the folder of all runs; evidence lies in `<bot>/<run>/` below it.
    """
    item = items.get(conn, case.item)
    return CaseView(
        case=case,
        item=item,
        customer=customer(item.sale or {}),
        reason=mask_ids(sentence(case.reason, _masked(case.detail), language), keep=case.orders),
        differences=tuple(_differences(case, language)),
        evidence=_evidence(case, item, runs),
    )


def customer(sale: Mapping[str, Any]) -> str:
    """Who bought: the field called `…name` as it is, and the person's document masked.

    PostgreSQL gives the fields back in an order of its own, so theirs must not matter.
    """
    texts = [(field, value) for field, value in sorted(sale.items()) if isinstance(value, str)]
    name = next((value for field, value in texts if field.endswith("name")), None)
    document = next((masked(value) for _, value in texts if is_document(value)), None)
    return " · ".join(part for part in (name, document) if part)


def link(target: Path, *, start: Path) -> str:
    """The path from one folder to another or to a file, with slashes, for a relative link."""
    return Path(os.path.relpath(target.absolute(), start.absolute())).as_posix()


def _masked(detail: Mapping[str, str]) -> Mapping[str, str]:
    """The detail of a field that was not taken: half of an id is recognised only beside the whole one."""
    if "wanted" not in detail or "shown" not in detail:
        return detail
    wanted, shown = mask_pair(detail["wanted"], detail["shown"])
    return {**detail, "wanted": wanted, "shown": shown or ""}


def _differences(case: Case, language: Language) -> list[Difference]:
    found = []
    for row in case.rows:
        if row.verdict != Verdict.MATCH:
            expected, shown = mask_pair(row.expected, row.shown)
            why = mask_ids(row.sentences.get(language, ""))
            found.append(
                Difference(row.label or row.field, expected, shown or NOTHING[language], row.reference, why)
            )
    return found


def _evidence(case: Case, item: Item, runs: Path) -> Path | None:
    if not case.evidence or case.run is None:
        return None
    folder = runs / item.bot / case.run
    if len(case.evidence) == 1:
        return folder / case.evidence[0]
    parents = [PurePosixPath(path).parent.as_posix() for path in case.evidence]
    return folder / os.path.commonpath(parents)
