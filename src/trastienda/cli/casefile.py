"""Show a case to a person, and read the decision that they say."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import click
from pydantic import ValidationError

from trastienda.cli.listing import from_here, plain, print_pairs, print_table, when
from trastienda.desk.sheets.columns import DECISIONS, kind_of
from trastienda.desk.sheets.load import Known
from trastienda.desk.view import CaseView
from trastienda.domain.case import Case, FieldRow
from trastienda.domain.decision import Decision, Kind
from trastienda.domain.facts import PortalFacts
from trastienda.domain.item import Item
from trastienda.domain.masking import mask_ids, mask_pair
from trastienda.domain.sale import Sale
from trastienda.engine.bots import load_bot
from trastienda.errors import WorkspaceError, did_you_mean
from trastienda.rules.crosscheck import Verdict
from trastienda.workspace import Workspace

UNLIKE = " (≠)"
"""What masking puts behind a text whose mask reads like the other one's."""


def known_bots(workspace: Workspace) -> Known:
    """Give the sale's class and the portal of an item; each bot is loaded once, when it is needed."""

    @cache
    def of_bot(name: str) -> tuple[type[Sale], PortalFacts]:
        bot = load_bot(workspace, name)
        return bot.sale_type, bot.facts

    def known(item: Item) -> tuple[type[Sale], PortalFacts]:
        return of_bot(item.bot)

    return known


def word_of(kind: Kind) -> str:
    """A decision as it is typed: `look-again`."""
    return kind.value.replace(" ", "-")


def decision_of(
    case: Case, written: str, *, by: str, why: str, corrected: Sequence[str], reference: str | None
) -> Decision:
    """Read a decision as it was typed.

    Args:
        case: the case that it is about; its only order is meant where none is named.
        written: a decision in English or Spanish, with spaces or hyphens.
        by, why: who decides and the reason.
        corrected: `field=value`, each once.
        reference: the portal's number of the order.

    Raises:
        WorkspaceError: no such decision, or its parts do not fit.
    """
    kind = kind_of(written.replace("-", " ").replace("_", " "))
    if kind is None and written.replace("-", " ").casefold() == "this order":
        kind = Kind.THIS_ORDER
    if kind is None:
        known = [word_of(one) for one in Kind]
        raise WorkspaceError(f"There is no decision '{written}'.{did_you_mean(written, known)}")
    if not by.strip() or not why.strip():
        raise WorkspaceError("--by and --why must say something: the journal keeps who decided and why.")
    if corrected and kind is not Kind.ENTER:
        raise WorkspaceError(
            f"--set corrects the sale and goes with '{word_of(Kind.ENTER)}', not with '{word_of(kind)}'."
        )
    if reference is not None and kind is not Kind.THIS_ORDER:
        raise WorkspaceError(
            f"--reference names the order and goes with '{word_of(Kind.THIS_ORDER)}', not with '{word_of(kind)}'."
        )
    if kind is Kind.THIS_ORDER and reference is None:
        if len(case.orders) != 1:
            orders = f"This case has {', '.join(case.orders)}" if case.orders else "This case has none"
            raise WorkspaceError(f"Which order is it? {orders}; name it with --reference.")
        reference = case.orders[0]
    try:
        return Decision(kind=kind, by=by, why=why, corrections=_corrections(corrected), reference=reference)
    except ValidationError as error:
        faults = (
            f"--{fault['loc'][0] if fault['loc'] else 'decision'}: {fault['msg']}" for fault in error.errors()
        )
        raise WorkspaceError("; ".join(faults)) from None


def _corrections(corrected: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for setting in corrected:
        field, equals, value = setting.partition("=")
        field = field.strip()
        if not equals or not field:
            raise WorkspaceError(
                f"--set '{setting}' has no '='. Write --set FIELD=VALUE, such as --set monthly_fee=29,90."
            )
        if field in found:
            raise WorkspaceError(f"--set names {field} twice.")
        found[field] = value.strip()
    return found


def case_facts(workspace: Workspace, seen: CaseView) -> dict[str, Any]:
    """A case as JSON values; ids of persons are masked, paths are relative to the workspace."""
    case = seen.case
    folder = workspace.run_folder(seen.item.bot, case.run or "without-run").relative_to(workspace.root)
    return {
        "case": case.id,
        "version": case.version,
        "item": seen.item.id,
        "bot": seen.item.bot,
        "sale_reference": seen.item.sale_reference,
        "customer": seen.customer,
        "reason": case.reason.value,
        "sentence": seen.reason,
        "orders": list(case.orders),
        "fields": [_field(row) for row in case.rows],
        "evidence": [(folder / path).as_posix() for path in case.evidence],
        "run": case.run,
        "opened_at": case.opened_at.isoformat(),
        "decided_at": case.decided_at.isoformat() if case.decided_at else None,
        "decision": _decision(case.decision) if case.decision else None,
    }


def _field(row: FieldRow) -> dict[str, Any]:
    sold, portal = _masked_pair(row)
    return {
        "field": row.field,
        "expected": sold,
        "shown": portal,
        "verdict": row.verdict,
        "why": row.why,
        "reference": row.reference,
        "sentences": {language: mask_ids(said) for language, said in row.sentences.items()},
    }


def _masked_pair(row: FieldRow) -> tuple[str, str | None]:
    """What was sold and what is shown, ids masked; the note on equal masks is for fields that do not match."""
    sold, portal = mask_pair(row.expected, row.shown)
    return sold, portal.removesuffix(UNLIKE) if portal and row.verdict == Verdict.MATCH else portal


def _decision(decision: Decision) -> dict[str, Any]:
    said = decision.model_dump(mode="json")
    return {**said, "corrections": {field: mask_ids(text) for field, text in decision.corrections.items()}}


def print_case(workspace: Workspace, seen: CaseView) -> None:
    """Print a case for a person: the reason, the fields, the evidence, and how to decide."""
    case = seen.case
    click.echo(plain(seen.reason))
    click.echo()
    print_pairs(
        [
            ("case", f"{case.id}, version {case.version}"),
            ("item", seen.item.id),
            ("sale", f"{seen.item.sale_reference}, by {seen.item.bot}"),
            ("customer", seen.customer),
            ("orders", ", ".join(case.orders)),
            ("opened", when(case.opened_at)),
            ("run", case.run),
        ]
    )
    if case.rows:
        click.echo()
        several = len({row.reference for row in case.rows}) > 1
        print_table(
            ("field", "sold", "in the portal", "verdict", *(["order"] if several else [])),
            [
                (
                    row.field,
                    *_masked_pair(row),
                    row.verdict,
                    *([row.reference] if several else []),
                )
                # What does not match is what people look for.
                for row in sorted(case.rows, key=lambda row: row.verdict == Verdict.MATCH)
            ],
        )
    for row in case.rows:
        if sentence := row.sentences.get(workspace.settings.language):
            click.echo(plain(mask_ids(f"{row.label or row.field}: {sentence}")))
    if case.evidence:
        click.echo("\nevidence")
        folder = workspace.run_folder(seen.item.bot, case.run or "without-run")
        for path in case.evidence:
            click.echo(f"  {from_here(folder / path)}")
    click.echo()
    if case.decision is not None:
        said = case.decision
        click.echo(
            f"Decided {when(case.decided_at)} by {plain(said.by)}: {said.kind.value}. {plain(said.why)}"
        )
    elif case.decided_at is not None:
        click.echo(f"Closed {when(case.decided_at)} without a decision: the item was withdrawn.")
    else:
        click.echo(
            f"Decide: trastienda cases decide {case.id} DECISION --by NAME --why TEXT --version {case.version}"
        )
        language = workspace.settings.language
        for kind, words in DECISIONS.items():
            click.echo(f"  {word_of(kind):<18} {words[language]}{_HINTS.get(kind, '')}")


_HINTS = {
    Kind.ENTER: " [--set FIELD=VALUE …]",
    Kind.THIS_ORDER: " [--reference ORDER]",
}
