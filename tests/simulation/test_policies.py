"""Every policy can be run, and what others do shows in the figures."""

import dataclasses

import pytest

from trastienda.simulation.figures import Figures
from trastienda.simulation.policies import POLICIES, invented, simulate

SALES = 2000
SOLD = invented(SALES, portal="harsh", seed=5)


@pytest.fixture(scope="module")
def figures() -> dict[str, Figures]:
    cheap = [name for name in POLICIES if not name.startswith(("protocol", "halt"))]
    return {name: simulate(name, SOLD, portal="harsh", seed=5) for name in cheap}


@pytest.mark.parametrize("policy", POLICIES)
def test_every_sale_ends(policy: str) -> None:
    sold = SOLD[:300]

    figures = simulate(policy, sold, portal="harsh", seed=5)

    assert (figures.settled + figures.cases, figures.open) == (300, 0)


def test_naive_retry_enters_twice_and_nobody_hears_of_it(figures: dict[str, Figures]) -> None:
    naive = figures["naive"]

    assert naive.duplicates == naive.duplicates_silent > 10
    assert naive.sent_twice > 5
    assert naive.wrong_silent_shown > 0
    assert naive.cases == 0


def test_a_queue_gives_what_a_crash_left_to_a_person(figures: dict[str, Figures]) -> None:
    assert 0 < figures["queue"].sent_twice < figures["naive"].sent_twice
    assert figures["queue"].cases > 0


def test_a_search_that_trusts_its_hit_loses_the_second_of_two_equal_sales(
    figures: dict[str, Figures],
) -> None:
    twins = SALES - len({dataclasses.replace(one, number=0).sale.line for one in SOLD})

    assert figures["search-first"].lost_silent >= twins / 2 > 0
    assert figures["search-first"].sent_twice < figures["naive"].sent_twice


def test_at_most_once_asks_people_about_every_unknown_outcome(figures: dict[str, Figures]) -> None:
    assert figures["at-most-once"].sent_twice == 0
    assert figures["at-most-once"].cases > 20


def test_the_same_seed_gives_the_same_figures_and_another_one_others() -> None:
    first, again, other = (
        simulate("protocol", invented(400, portal="harsh", seed=seed), portal="harsh", seed=9)
        for seed in (9, 9, 10)
    )

    assert first == again
    assert dataclasses.replace(other, seed=9) != first
