"""Decide how long a work item waits before its next look."""

from datetime import datetime, timedelta

from trastienda.domain.facts import PortalFacts
from trastienda.domain.item import State

FIRST_LOOK = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=1)
CUSTOMER_BUSY = timedelta(seconds=2)
"""How soon a sale asks again for its customer while another sale of the customer is being worked on."""
CUSTOMER_IN_A_CASE = timedelta(minutes=2)
"""How soon it asks again when a person has to decide about the other one first."""


def until_next_look(elapsed: timedelta, facts: PortalFacts) -> timedelta:
    """Growing pauses: half of the time that has passed, and the last look right at the window's end."""
    return min(max(elapsed / 2, FIRST_LOOK), LONGEST_PAUSE, facts.window - elapsed)


def while_busy(state: State, next_look: datetime | None, *, now: datetime) -> timedelta:
    """How long a sale waits while another sale with equal search keys is in the portal, or may be.

    Args:
        state: of the other sale.
        next_look: when it is looked at next (aware), `None` for now or never.
        now: aware time.
    """
    if state is State.IN_CASE:
        return CUSTOMER_IN_A_CASE
    # Nothing changes before its next look.
    return max((next_look or now) - now, CUSTOMER_BUSY)
