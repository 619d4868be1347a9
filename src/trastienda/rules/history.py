"""Hold what our own orders took against the times that a portal declares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trastienda.domain.facts import PortalFacts
from trastienda.domain.journal import Entry
from trastienda.rules.drill import Observation, told, unseen

NOT_SEEN = "not to be seen yet"
"""Why an order that the portal confirmed is looked for again, in the words of the item's journal."""


@dataclass(frozen=True, slots=True)
class Journey:
    """An order's way from the intent to the first look that showed it, from the item's journal.

    Attributes:
        sent: when the intent was written.
        confirmed: when the portal's success page was recognised; `None` after an unknown outcome.
        missing: the last look before `seen` that did not show it.
        seen: the first look that showed it.
    """

    sent: datetime
    confirmed: datetime | None
    missing: datetime | None
    seen: datetime


def journey(entries: Sequence[Entry], reference: str) -> Journey | None:
    """The way of the order with this reference, `None` when no look after an intent showed it."""
    sent = confirmed = missing = None
    for entry in entries:
        detail = entry.detail
        if entry.kind == "intent":
            sent, confirmed, missing = entry.at, None, None
        elif entry.kind == "recognised":
            confirmed = entry.at
        elif entry.kind == "put_off" and detail.get("because") == NOT_SEEN:
            missing = entry.at
        elif entry.kind == "looked" and sent is not None:
            if any(order.startswith(f"{reference}: ") for order in detail["orders"]):
                return Journey(sent, confirmed, missing, entry.at)
            missing = entry.at
    return None


def of_visibility(bound_s: float | None, ways: Sequence[Journey], *, look_s: float) -> Observation:
    """How long confirmed orders of ours were not to be seen.

    Args:
        bound_s: what is declared, in seconds.
        ways: of our orders.
        look_s: how long a look takes at most: what its journal entry is later than the look itself.
    """
    fact, declared = "visibility_bound_s", "none" if bound_s is None else f"{bound_s:g}"
    known = [(way, way.confirmed) for way in ways if way.confirmed is not None]
    if not known:
        return unseen(fact, declared, "no order of ours was searched for after the portal confirmed it")
    hidden = [(way.missing - at).total_seconds() - look_s for way, at in known if way.missing]
    longest = max((seconds for seconds in hidden if seconds > 0), default=0.0)
    if bound_s is not None and longest > bound_s:
        said = f"an order of ours was not to be seen {longest:.1f} s after the portal had confirmed it"
        return told(fact, declared, said, contradicted=True)
    said = (
        f"none was missing for longer than {longest:.1f} s" if longest else "each was there at its first look"
    )
    return told(fact, declared, f"{_not_contradicted(len(known))}: {said}")


def of_server_timeout(facts: PortalFacts, ways: Sequence[Journey], *, look_s: float) -> Observation:
    """How long the server took to save orders of ours; of one without an answer, both bounds together."""
    fact, declared = "server_timeout_s", f"{facts.server_timeout_s:g}"
    if not ways:
        return unseen(fact, declared, "no order of ours was searched for after it was sent")
    bound_s = facts.visibility_bound_s
    # A confirmed order had been saved: that it was missing says something of the search alone.
    lost = [way.missing - way.sent for way in ways if way.missing and way.confirmed is None]
    hidden = [time.total_seconds() - look_s for time in lost]
    longest = max(hidden, default=0.0)
    if bound_s is not None and longest > facts.server_timeout_s + bound_s:
        said = f"an order of ours came up later than {longest:.1f} s after it was sent: more than both bounds"
        return told(fact, declared, said, contradicted=True)
    answers = [(way.confirmed - way.sent).total_seconds() for way in ways if way.confirmed]
    longest = max(answers, default=0.0)
    slowest = f": the slowest answer took {longest:.1f} s, with its page" if answers else ""
    return told(fact, declared, _not_contradicted(len(ways)) + slowest)


def _not_contradicted(orders: int) -> str:
    return f"not contradicted by {orders} of our orders"
