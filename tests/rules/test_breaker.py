"""The breaker: a portal that fails is left alone, longer each time, and no longer than declared."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.sales import NOW
from trastienda.domain.facts import Breaker
from trastienda.rules.breaker import CALM, Strain, after_failure

BREAKER = Breaker(after=3, pause_s=10, longest_pause_s=60)


def failing(strain: Strain, *, times: int = 1, maintenance: bool = False, after_s: float = 0) -> Strain:
    for _ in range(times):
        strain = after_failure(
            strain, BREAKER, why="500", maintenance=maintenance, now=NOW + timedelta(seconds=after_s)
        )
    return strain


def test_a_portal_that_works_is_not_paused_and_not_on_trial() -> None:
    assert not CALM.paused(NOW)
    assert not CALM.on_trial


def test_fewer_failures_than_declared_pause_nothing() -> None:
    strain = failing(CALM, times=2)

    assert (strain.failures, strain.paused(NOW)) == (2, False)


def test_the_declared_number_of_failures_pauses_the_portal_for_the_declared_time() -> None:
    strain = failing(CALM, times=3)

    assert strain.paused(NOW)
    assert strain.paused(NOW + timedelta(seconds=9.99))
    assert not strain.paused(NOW + timedelta(seconds=10))
    assert strain.why == "500"


def test_a_maintenance_page_pauses_at_once() -> None:
    assert failing(CALM, maintenance=True).paused(NOW)


def test_after_a_pause_one_failure_is_enough_and_the_next_pause_is_twice_as_long() -> None:
    once = failing(CALM, times=3)

    again = failing(once, after_s=10)

    assert again.until == NOW + timedelta(seconds=10 + 20)
    assert again.on_trial


def test_failures_of_what_was_in_hand_when_the_pause_began_prolong_nothing() -> None:
    once = failing(CALM, times=3)

    assert failing(once, times=5, after_s=9) == once


@given(st.integers(1, 2000))
def test_pauses_never_shrink_and_never_exceed_the_longest(rounds: int) -> None:
    strain, now, before = CALM, NOW, timedelta(0)
    for _ in range(min(rounds, 80)):
        strain = after_failure(strain, BREAKER, why="503", maintenance=True, now=now)
        assert strain.until is not None
        pause = strain.until - now
        assert before <= pause <= timedelta(seconds=60)
        now, before = strain.until, pause


@pytest.mark.parametrize("pauses", [60, 10_000])
def test_a_portal_that_fails_for_ever_still_has_a_longest_pause(pauses: int) -> None:
    strain = after_failure(Strain(0, pauses, None, None), BREAKER, why="503", maintenance=False, now=NOW)

    assert strain.until == NOW + timedelta(seconds=60)
