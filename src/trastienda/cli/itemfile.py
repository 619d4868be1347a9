"""Show everything that is kept about one item."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

import click
import sqlalchemy as sa

from trastienda.cli.casefile import case_facts
from trastienda.cli.listing import from_here, plain, print_pairs, when
from trastienda.desk.view import CaseView, customer, view
from trastienda.domain.case import Language
from trastienda.domain.finding import Finding
from trastienda.domain.item import AT_WORK, Item
from trastienda.domain.journal import Entry, first_break
from trastienda.domain.masking import mask_ids
from trastienda.report.story import stands, tell
from trastienda.store import cases, items, journal, overview, runs
from trastienda.workspace import Workspace

WITHOUT_RUN = "without-run"

_WORDS = {
    Language.ES: {
        "item": "expediente",
        "sale": "venta",
        "customer": "cliente",
        "order": "pedido",
        "run": "ejecución",
        "next": "próxima mirada",
        "others": "de la misma venta",
        "evidence": "Evidencias",
        "case": "Hay que decidir: trastienda cases show {case}",
        "broken": "¡La cadena del historial no encaja desde la línea {seq}: alguien la cambió por fuera del programa!",
    },
    Language.EN: {
        "item": "item",
        "sale": "sale",
        "customer": "customer",
        "order": "order",
        "run": "run",
        "next": "next look",
        "others": "of the same sale",
        "evidence": "Evidence",
        "case": "To be decided: trastienda cases show {case}",
        "broken": "The journal's chain does not hold from line {seq} on: somebody changed it from outside!",
    },
}


@dataclass(frozen=True, slots=True)
class ItemFile:
    """An item with all that hangs on it.

    Attributes:
        workspace: where its evidence lies.
        item: the item.
        row: source, raw texts, findings, whether a person touched it, when it moved last.
        entries: its journal, oldest first.
        told: a sentence for each entry.
        cases: all of its cases, oldest first.
        attempts, intents: their rows, oldest first.
        broken: the journal's first line that does not fit its chain, `None` when all fit.
    """

    workspace: Workspace
    item: Item
    row: sa.Row[Any]
    entries: Sequence[Entry]
    told: Sequence[str]
    cases: Sequence[CaseView]
    attempts: Sequence[sa.Row[Any]]
    intents: Sequence[sa.Row[Any]]
    broken: int | None

    @classmethod
    def read(cls, conn: sa.Connection, workspace: Workspace, item: Item) -> Self:
        """Read everything about an item."""
        language = workspace.settings.language
        row = items.source_of(conn, [item.id])[item.id]
        findings = [Finding.model_validate(one) for one in row.findings]
        entries = journal.of_item(conn, item.id)
        seen = [
            view(conn, case, language=language, runs=workspace.runs)
            for case in cases.of_items(conn, [item.id])
        ]
        return cls(
            workspace=workspace,
            item=item,
            row=row,
            entries=entries,
            told=[tell(entry, language=language, findings=findings, cases=seen) for entry in entries],
            cases=seen,
            attempts=runs.attempts_of(conn, [item.id]),
            intents=overview.intents_of(conn, item.id),
            broken=first_break(entries),
        )

    def evidence(self, attempt: sa.Row[Any]) -> list[str]:
        """The paths of an attempt's evidence, relative to the workspace."""
        folder = self.workspace.run_folder(self.item.bot, attempt.run or WITHOUT_RUN)
        return [(folder / path).relative_to(self.workspace.root).as_posix() for path in attempt.evidence]

    def facts(self, *, others: Sequence[Item]) -> dict[str, Any]:
        """Everything as JSON values, ids of persons masked; `others` are earlier items of the same sale."""
        item, row = self.item, self.row
        kept = {
            **{("item" if name == "id" else name): value for name, value in asdict(item).items()},
            "sale": _masked(item.sale),
            "accepted": _masked(item.accepted),
            "next_at": next_look(item),
            "now": stands(item.state, item.reference, self.workspace.settings.language),
            "customer": customer(item.sale or {}),
            "others": [other.id for other in others],
            "source": row.source,
            "raw": _masked(row.raw),
            "findings": _masked(row.findings),
            "touched": row.touched,
            "moved_at": row.moved_at,
            "journal": [
                {"seq": one.seq, "at": one.at, "kind": one.kind, "detail": _said(one.detail), "told": told}
                for one, told in zip(self.entries, self.told, strict=True)
            ],
            "journal_broken_at": self.broken,
            "cases": [case_facts(self.workspace, seen) for seen in self.cases],
            "attempts": [
                {**one._mapping, "outcome": _masked(one.outcome), "evidence": self.evidence(one)}
                for one in self.attempts
            ],
            "intents": [dict(one._mapping) for one in self.intents],
        }
        facts: dict[str, Any] = json.loads(json.dumps(kept, default=_text))
        return facts


def next_look(item: Item) -> datetime | None:
    """When the machine looks at the item next, `None` for at once or never."""
    return item.next_at if item.state in AT_WORK else None


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _said(detail: Mapping[str, Any]) -> dict[str, Any]:
    """A journal entry's detail; people's and portals' own words may hold an id, orders' numbers look like one."""
    return {name: _masked(value) if name in {"why", "because"} else value for name, value in detail.items()}


def _masked(value: Any) -> Any:
    match value:
        case str():
            return mask_ids(value)
        case list():
            return [_masked(one) for one in value]
        case dict():
            return {name: _masked(one) for name, one in value.items()}
    return value


def print_item(file: ItemFile, *, others: Sequence[Item]) -> None:
    """Print an item's story for a person, in the workspace's language."""
    item, language = file.item, file.workspace.settings.language
    words = _WORDS[language]
    click.echo(plain(stands(item.state, item.reference, language)))
    click.echo()
    print_pairs(
        [
            (words["item"], f"{item.id} ({item.bot}, {item.account})"),
            (words["sale"], item.sale_reference),
            (words["customer"], customer(item.sale or {})),
            (words["order"], item.reference),
            (words["run"], item.run),
            (words["next"], when(next_look(item))),
            (words["others"], ", ".join(f"{other.id} ({other.state.value})" for other in others)),
        ]
    )
    click.echo()
    for entry, told in zip(file.entries, file.told, strict=True):
        click.echo(f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}  {plain(told)}")
    if file.broken is not None:
        click.echo(f"\n{words['broken'].format(seq=file.broken)}")
    kept = [path for attempt in file.attempts for path in file.evidence(attempt)]
    if kept:
        click.echo(f"\n{words['evidence']}")
        for path in kept:
            click.echo(f"  {from_here(file.workspace.root / path)}")
    for seen in file.cases:
        if seen.case.decided_at is None:
            click.echo(f"\n{words['case'].format(case=seen.case.id)}")
