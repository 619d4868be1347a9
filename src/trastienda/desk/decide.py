"""Carry out a person's decision on a case: the one way for the CLI, the list and the console."""

import json
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa

from trastienda.desk.corrections import corrected, sale_of
from trastienda.desk.refusals import refusal
from trastienda.domain.case import Case, Language, Reason
from trastienda.domain.customer import customer_key
from trastienda.domain.decision import Decision, Kind
from trastienda.domain.facts import PortalFacts
from trastienda.domain.item import Item, State
from trastienda.domain.sale import Sale, Seal, seal
from trastienda.errors import NotAllowed, Stale, WorkspaceError
from trastienda.rules.crosscheck import Verdict
from trastienda.rules.duties import may_decide
from trastienda.rules.validate import RULES_VERSION
from trastienda.store import cases, intents, items

S = TypeVar("S", bound=Sale)

WITHDRAWABLE = frozenset({State.RECEIVED, State.READY, State.IN_CASE})
"""States in which nobody is in the portal for the item."""

NEED_THE_SEAL = frozenset({Kind.ENTER, Kind.THIS_ORDER, Kind.ACCEPT})
"""Decisions that stand on the sale's values: a new seal must not cover what nobody validated."""


class Dispatch(Protocol):
    """Owes an item its next step, in the transaction of its move."""

    def __call__(self, conn: sa.Connection, item: Item, *, after: timedelta = timedelta(0)) -> None:
        """Enqueue the item as its state and generation say, not before `after` has passed."""


def decide(
    conn: sa.Connection,
    case_number: int,
    decision: Decision,
    *,
    version: int | None,
    sale_type: type[Sale],
    facts: PortalFacts,
    dispatch: Dispatch,
    now: datetime,
    language: Language = Language.EN,
) -> Item:
    """Close a case with a decision and send its item on its way, within the caller's transaction.

    Args:
        conn: a transaction of `Store.begin`; when this raises, the caller rolls it back.
        case_number: the case.
        decision: what the person said.
        version: the version of the case that they looked at; `None` decides it as it is now.
        sale_type: the class of the item's sale.
        facts: the item's portal: corrections are read in its locale and checked by its rules.
        dispatch: enqueues the item when the machine has to go on with it.
        now: aware time.
        language: of the sentences of refusals.

    Returns:
        the item after the decision.

    Raises:
        WorkspaceError: there is no such case, or the decision cannot be carried out; the text says why.
        Stale: the case is closed, or has changed since that version.
        NotAllowed: the person sold or validated the sale.
    """
    case = looked_at(conn, case_number, version, language)
    item = items.get(conn, case.item)
    if item.state is not State.IN_CASE:
        raise Stale(refusal("not_in_case", language, item=item.id, state=item.state))
    target, changes, outcome = (
        _close_an_order_without_a_sale(decision, language)
        if case.reason is Reason.ORDER_UNKNOWN
        else _carry_out(
            conn, case, item, decision, _of_others(item, sale_type, decision, language), facts, now, language
        )
    )
    if outcome is not None:
        items.close_intent(conn, item.id, outcome, now=now)
    cases.close(conn, case, decision, now=now)
    moved = items.move(
        conn,
        item,
        target,
        now=now,
        why="decided",
        detail={
            "case": case.id,
            "decision": decision.kind,
            "by": decision.by,
            "why": decision.why,
            # The values stay out of the journal: it outlives the customer's data.
            "corrected": sorted(decision.corrections),
            "order": changes.get("reference"),
        },
        touched=True,
        generation=item.generation + 1,
        **changes,
    )
    if target is not State.REJECTED:
        dispatch(conn, moved)
    return moved


def withdraw(
    conn: sa.Connection, item: Item, *, by: str, why: str, now: datetime, language: Language = Language.EN
) -> Item:
    """Take an item out, within the caller's transaction: nothing will be entered for it.

    Args:
        conn: a transaction of `Store.begin`.
        item: the item as the caller knows it; its open case is closed without a decision.
        by, why: who takes it out and the reason in their words; the journal keeps both.
        now: aware time.
        language: of the refusal's sentence.

    Raises:
        WorkspaceError: nobody or no reason is named.
        Stale: the item is in the portal, has ended, or was moved meanwhile.
    """
    if not by.strip() or not why.strip():
        raise WorkspaceError(refusal("unsigned", language))
    if item.state not in WITHDRAWABLE:
        raise Stale(refusal("too_late_to_withdraw", language, item=item.id, state=item.state))
    case = cases.withdraw(conn, item.id, now=now)
    items.close_intent(conn, item.id, "decided", now=now)
    return items.move(
        conn,
        item,
        State.WITHDRAWN,
        now=now,
        why="withdrawn",
        detail={"by": by.strip(), "why": why.strip(), "case": case},
        touched=True,
        generation=item.generation + 1,
        held_key=None,
        next_at=None,
    )


def looked_at(conn: sa.Connection, number: int, version: int | None, language: Language) -> Case:
    """The open case that a person looked at.

    Raises:
        WorkspaceError: there is no such case.
        Stale: it is closed, or has changed since that version.
    """
    try:
        case = cases.get(conn, number)
    except LookupError:
        raise WorkspaceError(refusal("no_case", language, case=number)) from None
    if case.decided_at is not None:
        raise Stale(refusal("closed", language, case=number))
    if version is not None and version != case.version:
        raise Stale(refusal("changed", language, case=number, seen=version, now=case.version))
    return case


_Carried = tuple[State, dict[str, Any], str | None]
"""Where the item goes, which columns change, the outcome of an open intent (`None`: it stays open)."""


def _carry_out(
    conn: sa.Connection,
    case: Case,
    item: Item,
    decision: Decision,
    sale: Sale,
    facts: PortalFacts,
    now: datetime,
    language: Language,
) -> _Carried:
    if decision.kind in NEED_THE_SEAL and not _is_as_validated(item, sale):
        raise WorkspaceError(refusal("seal_broken", language, item=item.id))
    match decision.kind:
        case Kind.ENTER:
            _refuse_a_second_order(conn, case, item, language)
            new = corrected(sale, decision.corrections, facts, now=now, language=language)
            return State.READY, _afresh(case, item, new, facts, now), "decided"
        case Kind.THIS_ORDER:
            assert decision.reference is not None
            _claim(conn, item, decision.reference, language)
            return State.ENTERED, _in_the_portal(case, item, decision.reference), "found"
        case Kind.ACCEPT:
            order, shown = _difference(case, language)
            _claim(conn, item, order, language)
            accepted = {**item.accepted, **shown}
            return State.ENTERED, {**_in_the_portal(case, item, order), "accepted": accepted}, "found"
        case Kind.REJECT:
            return State.REJECTED, {"held_key": None, "next_at": None}, "decided"
        case Kind.LOOK_AGAIN:
            return _look_again(conn, item, now)


def _of_others(item: Item, sale_type: type[S], decision: Decision, language: Language) -> S:
    """The item's sale, which whoever decides has neither sold nor validated.

    Raises:
        NotAllowed: they did.
    """
    sale = sale_of(item, sale_type, language=language)
    involved = may_decide(decision.by, seller=sale.seller, validator=sale.validator)
    if involved:
        raise NotAllowed(involved.sentence(language))
    return sale


def _close_an_order_without_a_sale(decision: Decision, language: Language) -> _Carried:
    """Nothing is entered for it: what a person found out about the order is the reason of the decision."""
    if decision.kind is not Kind.REJECT:
        raise WorkspaceError(refusal("only_reject", language))
    return State.REJECTED, {"next_at": None}, None


def _is_as_validated(item: Item, sale: Sale) -> bool:
    return item.seal is not None and Seal.model_validate_json(json.dumps(dict(item.seal))).fits(sale)


def _afresh(case: Case, item: Item, sale: Sale, facts: PortalFacts, now: datetime) -> dict[str, Any]:
    """The item as if it had just been validated: it is searched again before anything is sent."""
    return {
        "sale": sale.model_dump(mode="json"),
        "seal": seal(sale, RULES_VERSION, looked_at=now).model_dump(mode="json"),
        "customer_key": customer_key(sale, facts.search_keys),
        "attempts": 0,
        "sent": 0,
        "said_success": False,
        "doubt": None,
        "reference": None,
        "uncertain_since": None,
        "next_at": None,
        "held_key": None,
        "dismissed": [*item.dismissed, *(order for order in case.orders if order not in item.dismissed)],
        # What was accepted of another order says nothing of the one to come.
        "accepted": {},
    }


def _in_the_portal(case: Case, item: Item, reference: str) -> dict[str, Any]:
    return {
        "reference": reference,
        # Whoever says which order it is says of the others that they are not.
        "dismissed": [
            order for order in dict.fromkeys([*item.dismissed, *case.orders]) if order != reference
        ],
        "uncertain_since": None,
        "next_at": None,
        "held_key": None,
        "attempts": 0,
    }


def _look_again(conn: sa.Connection, item: Item, now: datetime) -> _Carried:
    changes: dict[str, Any] = {"next_at": None, "attempts": 0}
    if item.reference is not None:
        return State.ENTERED, changes, None
    # A page said that it was saved: looking is allowed, sending again is not.
    if item.said_success or items.open_intent(conn, item.id) is not None:
        return State.UNCERTAIN, {**changes, "uncertain_since": now}, None
    return State.READY, changes, None


def _refuse_a_second_order(conn: sa.Connection, case: Case, item: Item, language: Language) -> None:
    """The order that we entered for this sale is still there: 'enter' would make a second one."""
    if item.reference in case.orders and intents.entered_by_us(conn, [item.id]):
        raise WorkspaceError(refusal("our_order", language, order=item.reference))


def _claim(conn: sa.Connection, item: Item, reference: str, language: Language) -> None:
    cases.lock_queue(conn, item.portal)
    owners = items.with_references(conn, item, [reference])
    if owners:
        raise WorkspaceError(refusal("of_another_sale", language, order=reference, sale=owners[reference]))


def _difference(case: Case, language: Language) -> tuple[str, dict[str, str]]:
    """The one order of the case, and its differing fields as it shows them."""
    orders = dict.fromkeys([*case.orders, *(row.reference for row in case.rows if row.reference)])
    if len(orders) != 1:
        raise WorkspaceError(refusal("accept_one_order", language, count=len(orders)))
    (order,) = orders
    wrong = [row for row in case.rows if row.verdict != Verdict.MATCH]
    if not wrong:
        raise WorkspaceError(refusal("accept_nothing", language, order=order))
    hidden = [row.field for row in wrong if row.shown is None or not row.shown.strip()]
    if hidden:
        raise WorkspaceError(refusal("accept_not_shown", language, fields=", ".join(hidden)))
    return order, {row.field: row.shown for row in wrong if row.shown is not None}
