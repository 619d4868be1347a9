"""The life of one item in its portal, from ready to its end: read it from top to bottom."""

from datetime import timedelta

from trastienda.domain.item import State
from trastienda.domain.record import Reference
from trastienda.engine.attempt import Attempt
from trastienda.failpoints import Failpoint
from trastienda.portal.facade import PageNotFound
from trastienda.rules.routing import (
    AskPerson,
    Enter,
    ReadBack,
    Settle,
    Wait,
    after_find,
    after_not_found,
    after_probe,
    after_read,
    after_second_look,
    shows_later_order,
)
from trastienda.rules.sweep import after_sweep
from trastienda.rules.waiting import while_busy

ORPHAN_S = 5.0
"""A killed worker's browser was seen to live on for 1.5 to 3.7 seconds: its request may still commit."""


def go_on(attempt: Attempt) -> None:
    """Take the item as far as it goes now; whatever goes wrong is raised (`engine.trouble` deals with it)."""
    match attempt.item.state:
        case State.READY:
            _look_then_enter(attempt)
        case State.ENTERING:
            _take_up_after_a_crash(attempt)
        case State.UNCERTAIN:
            _probe(attempt)
        case State.ENTERED:
            _read_back(attempt)


def _look_then_enter(attempt: Attempt) -> None:
    """Steps 1 to 6: take the customer's lease, look, and only then pass the commit point."""
    holder = attempt.begin_entering()
    if holder is not None:
        pause = while_busy(holder.state, holder.next_at, now=attempt.now())
        attempt.wait(pause, why="another sale of this customer is in the portal")
        return
    attempt.reach(Failpoint.ATTEMPT_BEGUN)
    attempt.check_seal()
    found = attempt.find()
    attempt.reach(Failpoint.LOOKED)
    match after_find(found, dismissed=attempt.item.dismissed):
        case ReadBack(reference):
            attempt.move(State.ENTERED, why="found", reference=reference, attempts=0)
        case AskPerson() as ask:
            attempt.ask(ask)
            return
        case Enter():
            reference = attempt.enter()
            attempt.reach(Failpoint.OUTCOME_SEEN)
            attempt.move(
                State.ENTERED,
                why="recognised",
                reference=reference,
                intent="recognised",
                said_success=True,
                attempts=0,
            )
    attempt.reach(Failpoint.ENTERED_WRITTEN)
    _read_back(attempt)


def _take_up_after_a_crash(attempt: Attempt) -> None:
    """An earlier holder died. Without an intent nothing was sent; with one it may have been."""
    if not attempt.has_open_intent():
        attempt.back_to_ready("taken up after a crash; nothing had been sent", pause=timedelta(0))
        return
    # From now, not from the intent: the dead worker's browser may still be sending.
    settle = attempt.facts.server_timeout + timedelta(seconds=ORPHAN_S)
    attempt.become_uncertain("the worker died after the intent", pause=settle)
    attempt.reach(Failpoint.TAKEN_UP_AFTER_A_CRASH)


def _probe(attempt: Attempt) -> None:
    """Step 7: look for an order whose outcome is unknown, always live, until a verdict."""
    item, facts, now = attempt.item, attempt.facts, attempt.now()
    since = item.uncertain_since or now
    # Asked before the look: what the list shows by then it shows during the look too.
    later = shows_later_order(facts, watermark=attempt.watermark(), uncertain_since=since)
    found = attempt.find()
    attempt.reach(Failpoint.PROBED)
    decision = after_probe(
        found,
        facts=facts,
        now=now,
        uncertain_since=since,
        said_success=item.said_success,
        doubt=item.doubt or "?",
        sent=item.sent,
        later_order_shown=later,
        dismissed=item.dismissed,
    )
    if isinstance(decision, Enter):
        # Last of all by our marker: the portal may have saved the order under another search key.
        decision = after_find(attempt.find_by_marker(), dismissed=item.dismissed)
    match decision:
        case ReadBack(reference):
            attempt.move(
                State.ENTERED,
                why="found",
                reference=reference,
                intent="found",
                uncertain_since=None,
                attempts=0,
            )
            attempt.reach(Failpoint.ENTERED_WRITTEN)
            _read_back(attempt)
        case Wait(pause):
            attempt.wait(pause, attempts=0)
        case AskPerson() as ask:
            attempt.ask(ask)
        case Enter():
            # An empty search that proves that it was not saved: one new attempt, from the look on.
            attempt.back_to_ready(
                "a later order is shown and this one is not: one new attempt"
                if later
                else "not to be found after the window: one new attempt",
                pause=timedelta(0),
                intent="not_found",
                sent=item.sent + 1,
                uncertain_since=None,
            )


def _read_back(attempt: Attempt) -> None:
    """Step 8: open the order in a fresh page, compare every field, and see that it is the only one."""
    item = attempt.item
    assert item.reference is not None
    try:
        record = attempt.read(Reference(item.reference))
    except PageNotFound:
        _not_there(attempt, item.reference)
        return
    attempt.reach(Failpoint.READ_BACK)
    decision, results = after_read(
        attempt.sale, record, attempt.facts, wanted=item.reference, accepted=item.accepted
    )
    if isinstance(decision, Settle):
        decision = after_second_look(attempt.looked(), settled=item.reference, dismissed=item.dismissed)
        attempt.reach(Failpoint.SECOND_LOOK)
    match decision:
        case Settle():
            checked = {result.field: result.code.value for result in results}
            attempt.move(State.SETTLED, why="settled", detail={"cross_check": checked}, held_key=None)
            attempt.reach(Failpoint.SETTLED_WRITTEN)
            attempt.end("settled")
        case AskPerson() as ask:
            attempt.ask(ask)


def look_after(attempt: Attempt) -> AskPerson | None:
    """Step 9: open and search a settled sale's order again; what is not so any more is for a person.

    Returns:
        why a person must look, `None` when all is as it was. The item does not move here.
    """
    item = attempt.item
    assert item.reference is not None
    try:
        record = attempt.read(Reference(item.reference))
    except PageNotFound:
        record = None
    decision = after_sweep(
        attempt.sale,
        record,
        attempt.find(),
        attempt.facts,
        settled=item.reference,
        accepted=item.accepted,
        dismissed=item.dismissed,
    )
    return decision if isinstance(decision, AskPerson) else None


def _not_there(attempt: Attempt, wanted: str) -> None:
    """The order's page does not exist: portals may show an order later than they confirm it."""
    now = attempt.now()
    since = attempt.item.uncertain_since or now
    match after_not_found(attempt.facts, wanted=wanted, now=now, since=since):
        case Wait(pause):
            attempt.wait(pause, uncertain_since=since, attempts=0)
        case AskPerson() as ask:
            # A number without an order is none of this sale: whoever looks again searches for it, and no
            # other sale of the customer shall take it for its own if it turns up.
            attempt.ask(ask, reference=None, held_key=attempt.item.customer_key)
