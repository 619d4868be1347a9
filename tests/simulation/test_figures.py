"""What is counted is what the portal holds, not what was reported."""

import math

import pytest

from trastienda.domain.record import Reference
from trastienda.simulation.figures import End, Ending, Figures, counted
from trastienda.simulation.model import HARSH
from trastienda.simulation.portal import Order
from trastienda.simulation.sales import Sold, invent

FIRST, SECOND, *_ = invent(10, HARSH, seed=1)
SETTLED = Ending(End.SETTLED, "P-1")


def order(number: str, sold: Sold = FIRST, *, post: int | None = 1, wrong: str | None = None) -> Order:
    changed = (wrong, "otherwise") if wrong else None
    return Order(Reference(number), sold, post, changed, 0.0, 0.0, 0.0, math.inf)


def figures(*endings: Ending, orders: list[Order]) -> Figures:
    return counted(endings, orders, policy="test", portal="harsh", seed=1, searches=3)


def test_one_settled_sale_with_its_order_is_nothing_to_speak_of() -> None:
    seen = figures(SETTLED, orders=[order("P-1")])

    assert (seen.settled, seen.duplicates, seen.lost_silent, seen.wrong_silent_shown) == (1, 0, 0, 0)
    assert seen.searches_per_sale == 3.0


@pytest.mark.parametrize(("post", "sent_twice"), [(1, 0), (2, 1), (None, 0)])
def test_a_second_order_is_a_duplicate_whoever_made_it(post: int | None, sent_twice: int) -> None:
    seen = figures(SETTLED, orders=[order("P-1"), order("P-2", post=post)])

    assert (seen.duplicates, seen.duplicates_silent, seen.sent_twice) == (1, 1, sent_twice)


def test_a_duplicate_that_a_person_was_asked_about_is_not_silent() -> None:
    seen = figures(Ending(End.CASE, "P-1", "several_orders"), orders=[order("P-1"), order("P-2")])

    assert (seen.duplicates, seen.duplicates_silent) == (1, 0)
    assert seen.reasons == {"several_orders": 1}


def test_a_settled_sale_without_an_order_is_lost_and_one_in_a_case_is_not() -> None:
    seen = figures(SETTLED, Ending(End.CASE, reason="no_trace"), orders=[])

    assert (seen.lost_silent, seen.cases) == (1, 1)


@pytest.mark.parametrize(("field", "shown", "unshown"), [("monthly_fee", 1, 0), ("iban", 0, 1)])
def test_a_settled_order_with_another_value_is_wrong(field: str, shown: int, unshown: int) -> None:
    seen = figures(SETTLED, orders=[order("P-1", wrong=field)])

    assert (seen.wrong_silent_shown, seen.wrong_silent_unshown) == (shown, unshown)


def test_the_order_of_an_equal_sale_is_the_one_of_whoever_claims_it() -> None:
    unclaimed = figures(Ending(End.CASE, reason="x"), SETTLED, orders=[order("P-1", FIRST)])
    claimed_by_both = figures(SETTLED, SETTLED, orders=[order("P-1", FIRST)])

    assert unclaimed.lost_silent == 0
    assert claimed_by_both.lost_silent == 1
