"""Decide what happens next to a work item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from trastienda.domain.case import Reason
from trastienda.domain.facts import PortalFacts
from trastienda.domain.record import Record, Reference
from trastienda.domain.sale import Sale
from trastienda.rules.crosscheck import Code, FieldResult, Verdict, compare, order_fields
from trastienda.rules.waiting import until_next_look


class Kinship(StrEnum):
    """How a found order stands to the sale that was searched."""

    SAME = "same"
    LOOKALIKE = "lookalike"
    ANOTHER_SALE_OF_OURS = "another_sale_of_ours"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Found:
    """A found order, judged."""

    reference: Reference
    kinship: Kinship
    results: tuple[FieldResult, ...]


@dataclass(frozen=True, slots=True)
class Enter:
    """Nothing in the portal is this sale: enter it."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """One order is this sale for certain: open it and compare every field."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class Settle:
    """The order read back says what was sold."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not to be seen yet: look again after the pause."""

    pause: timedelta


@dataclass(frozen=True, slots=True)
class AskPerson:
    """A case: the reason, the names that complete its sentence, and the orders concerned."""

    reason: Reason
    detail: Mapping[str, str]
    found: tuple[Found, ...] = ()


def judge(
    sale: Sale, record: Record, facts: PortalFacts, *, ours: Mapping[str, str], references: Mapping[str, str]
) -> Found:
    """Say how one found order stands to the sale.

    Args:
        sale: the sale that was searched.
        record: one row of the portal's list; it need not show every field.
        facts: identity fields, marker and equivalences of the portal.
        ours: order reference → our reference, for orders that belong to other sales of ours.
        references: our references of other sales that appear as markers, mapped to themselves.

    Raises:
        ValueError: the row shows no order reference.
    """
    if record.reference is None:
        raise ValueError("a row of a list without the order's reference cannot be judged")
    results = _without_blank_marker(compare(sale, record, facts), facts)
    by_field = {result.field: result for result in results}
    identity = [by_field[name] for name in facts.crosscheck.identity if name in by_field]
    shown_marker = record.fields.get(facts.marker.field, "").strip() if facts.marker else ""
    carries_ours = carries_marker(sale, record, facts)
    belongs_elsewhere = record.reference in ours or shown_marker in references

    certain_other = any(
        result.verdict is Verdict.DIFFER and result.code is not Code.NEAR for result in identity
    )
    identity_agrees = bool(identity) and all(result.verdict is Verdict.MATCH for result in identity)
    others_agree = all(result.verdict is Verdict.MATCH for result in results)
    if belongs_elsewhere:
        # With our own reference it is an earlier row of the same sale: no reason to enter it a second time.
        kinship = Kinship.ANOTHER_SALE_OF_OURS if identity_agrees or carries_ours else Kinship.OTHER
    elif certain_other and not carries_ours:
        kinship = Kinship.OTHER
    elif identity_agrees and others_agree:
        kinship = Kinship.SAME
    else:
        kinship = Kinship.LOOKALIKE
    return Found(record.reference, kinship, results)


def carries_marker(sale: Sale, record: Record, facts: PortalFacts) -> bool:
    """Whether an order shows our reference of the sale, written in any way that the portal declares as equal."""
    if facts.marker is None:
        return False
    shown = compare(sale, record, facts, fields=[facts.marker.field])
    return any(result.verdict is Verdict.MATCH for result in shown)


def after_second_look(
    found: Sequence[Found], *, settled: str, dismissed: Sequence[str] = ()
) -> Settle | AskPerson:
    """What to do after a search that follows the read-back: exactly one order may be this sale.

    A duplicate made behind the portal cannot be prevented from a browser; it must be found.

    Args:
        found: every order that the search showed, judged.
        settled: the reference of the order that was read back; a search may not show it yet.
        dismissed: references of orders that a person said are not this sale.
    """
    apart = [*dismissed, settled]
    if isinstance(after_find(found, dismissed=apart), Enter):
        return Settle()
    several = [one for one in found if one.kinship is not Kinship.OTHER and one.reference not in dismissed]
    return AskPerson(Reason.SEVERAL_ORDERS, _orders_and_fields(several), tuple(several))


def _without_blank_marker(results: tuple[FieldResult, ...], facts: PortalFacts) -> tuple[FieldResult, ...]:
    """An order typed by a person carries no marker, and a marker was never sold: a blank one says nothing."""
    return tuple(
        result
        for result in results
        if facts.marker is None or result.field != facts.marker.field or result.code is not Code.NOT_SHOWN
    )


def after_find(found: Sequence[Found], *, dismissed: Sequence[str] = ()) -> Enter | ReadBack | AskPerson:
    """What to do after the look before an entry (entry protocol, step 2).

    Args:
        found: every order that the search showed, judged.
        dismissed: references of orders that a person said are not this sale.
    """
    # A bot that searches by several keys sees the same order several times.
    relevant = list(
        {
            (one.reference, one.kinship): one
            for one in found
            if one.kinship is not Kinship.OTHER and one.reference not in dismissed
        }.values()
    )
    match relevant:
        case []:
            return Enter()
        case [Found(kinship=Kinship.SAME) as only]:
            return ReadBack(only.reference)
        case [only]:
            return AskPerson(_REASONS[only.kinship], _orders_and_fields([only]), (only,))
    return AskPerson(Reason.SEVERAL_ORDERS, _orders_and_fields(relevant), tuple(relevant))


_REASONS = {
    Kinship.LOOKALIKE: Reason.LOOKALIKE,
    Kinship.ANOTHER_SALE_OF_OURS: Reason.ANOTHER_SALE_OF_OURS,
}


def after_probe(
    found: Sequence[Found],
    *,
    facts: PortalFacts,
    now: datetime,
    uncertain_since: datetime,
    said_success: bool,
    doubt: str,
    sent: int,
    later_order_shown: bool = False,
    dismissed: Sequence[str] = (),
) -> Enter | ReadBack | Wait | AskPerson:
    """What to do after a look for an order whose outcome is unknown (entry protocol, step 7).

    Args:
        found: every order that the searches showed, judged.
        facts: the portal's window and whether an empty search at its end is a proof.
        now, uncertain_since: aware times; the window counts from the second.
        said_success: a page said that the order was saved: it is never sent again.
        doubt: why the outcome is unknown, in the portal's words where it had some.
        sent: earlier intents of this item whose order was looked for in vain; one new attempt is all.
        later_order_shown: before this look the portal's list showed an order that was certainly saved later
            (`shows_later_order`): an empty look proves what the window's end would.
        dismissed: references of orders that a person said are not this sale.
    """
    decision = after_find(found, dismissed=dismissed)
    if not isinstance(decision, Enter):
        return decision
    elapsed = now - uncertain_since
    if elapsed < facts.window and not later_order_shown:
        return Wait(until_next_look(elapsed, facts))
    if said_success:
        return AskPerson(Reason.NEVER_APPEARED, {"order": "—"})
    if sent > 0 or not (facts.may_send_again or later_order_shown):
        return AskPerson(Reason.NO_TRACE, {"sent": str(sent + 1), "said": doubt})
    return Enter()


def shows_later_order(facts: PortalFacts, *, watermark: datetime | None, uncertain_since: datetime) -> bool:
    """Whether the portal's list is known to show an order that was saved after ours could have been.

    The short cut of the entry protocol's step 7: a monotone list that shows a later order shows ours too, if
    there is one. "Later" by our own clock alone: its intent was written when the server's time-out for ours
    had passed. A portal's dates and numbers are not asked.

    Args:
        facts: whether the list is monotone, and the server's time-out.
        watermark: when the intent was written of the latest order of ours that the list has shown (aware).
        uncertain_since: since when nothing of this item can have been sent any more (aware).
    """
    if not facts.monotone or watermark is None:
        return False
    return watermark >= uncertain_since + facts.server_timeout


def after_not_found(facts: PortalFacts, *, wanted: str, now: datetime, since: datetime) -> Wait | AskPerson:
    """What to do when the portal has no page for an order that it confirmed.

    Args:
        facts: the portal's window.
        wanted: the reference that the portal gave.
        now, since: aware times; the window counts from the first time that the page was missing.
    """
    elapsed = now - since
    if elapsed < facts.window:
        return Wait(until_next_look(elapsed, facts))
    return AskPerson(Reason.NEVER_APPEARED, {"order": wanted})


def after_read(
    sale: Sale,
    record: Record,
    facts: PortalFacts,
    *,
    wanted: str,
    accepted: Mapping[str, str],
) -> tuple[Settle | AskPerson, tuple[FieldResult, ...]]:
    """What to do after an order was opened again (entry protocol, step 8).

    Args:
        sale: the sale.
        record: the order as its own page shows it.
        facts: fields that must be shown, equivalences.
        wanted: the reference that was opened.
        accepted: field → shown text that a person accepted.

    Returns:
        the decision, and the comparison of every field that an order must show.
    """
    compared = compare(sale, record, facts, fields=order_fields(type(sale), facts), accepted=dict(accepted))
    results = _without_blank_marker(compared, facts)
    if record.reference != wanted:
        return AskPerson(Reason.WRONG_RECORD, {"wanted": wanted, "shown": record.reference or "—"}), results
    wrong = [result for result in results if result.verdict is not Verdict.MATCH]
    if not wrong:
        return Settle(), results
    differs = any(result.verdict is Verdict.DIFFER for result in wrong)
    found = Found(Reference(wanted), Kinship.LOOKALIKE, results)
    return AskPerson(
        Reason.DIFFERS if differs else Reason.UNCLEAR, _orders_and_fields([found]), (found,)
    ), results


def _orders_and_fields(found: Sequence[Found]) -> dict[str, str]:
    fields = dict.fromkeys(
        result.label or result.field
        for one in found
        for result in one.results
        if result.verdict is not Verdict.MATCH
    )
    orders = dict.fromkeys(one.reference for one in found)
    return {"orders": ", ".join(orders), "fields": ", ".join(fields)}
