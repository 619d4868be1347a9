"""How long an item waits; the looks for an unknown outcome are in test_routing.py."""

from datetime import timedelta

import pytest

from tests.rules.sales import NOW
from trastienda.domain.item import State
from trastienda.rules.waiting import while_busy


@pytest.mark.parametrize(
    ("state", "next_look", "pause"),
    [
        (State.ENTERING, None, 2),
        (State.ENTERED, -60, 2),
        (State.UNCERTAIN, 1, 2),
        (State.UNCERTAIN, 1800, 1800),
        (State.IN_CASE, None, 120),
    ],
)
def test_a_sale_waits_for_its_customer_until_the_other_one_can_have_moved(
    state: State, next_look: float | None, pause: float
) -> None:
    next_at = None if next_look is None else NOW + timedelta(seconds=next_look)

    assert while_busy(state, next_at, now=NOW) == timedelta(seconds=pause)
