"""Our own history contradicts a declared time only by what it proves."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from trastienda.domain.facts import PortalFacts
from trastienda.domain.journal import Entry
from trastienda.rules import history
from trastienda.rules.drill import Standing
from trastienda.rules.history import Journey

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FITS, DIFFERS, UNSEEN = Standing.FITS, Standing.DIFFERS, Standing.UNSEEN
FACTS = PortalFacts.model_validate(
    {
        "url": "env:URL",
        "accounts": [{"name": "one", "user": "env:USER", "password": "env:PASSWORD"}],
        "search_keys": ["line"],
        "visibility_bound_s": 60,
        "server_timeout_s": 30,
        "crosscheck": {"identity": ["line"]},
    }
)


def entries(*told: tuple[float, str, dict[str, Any]]) -> list[Entry]:
    return [
        Entry(1, number, NOW + timedelta(seconds=at), kind, detail, "", "")
        for number, (at, kind, detail) in enumerate(told)
    ]


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


INTENT, CONFIRMED = (10, "intent", {"marker": "V-1"}), (12, "recognised", {"order": "P-1"})
OTHERS: dict[str, Any] = {"orders": ["P-11: other"]}
SHOWS: dict[str, Any] = {"orders": ["P-11: other", "P-1: same"]}
WAITED: dict[str, Any] = {"because": history.NOT_SEEN}


def test_an_orders_way_is_read_from_the_last_intent_to_the_first_look_that_shows_it() -> None:
    told = entries(
        (1, "looked", SHOWS),
        (2, "intent", {}),
        (3, "recognised", {}),
        (4, "looked", OTHERS),
        INTENT,
        CONFIRMED,
        (13, "put_off", {"because": "the portal answered 500"}),
        (20, "looked", SHOWS),
        (30, "looked", OTHERS),
    )

    assert history.journey(told, "P-1") == Journey(at(10), at(12), None, at(20))


@pytest.mark.parametrize("missed", [("looked", OTHERS), ("put_off", WAITED)])
def test_the_last_look_that_missed_it_is_part_of_its_way(missed: tuple[str, dict[str, Any]]) -> None:
    told = entries(INTENT, (15, *missed), (18, *missed), (20, "looked", SHOWS))

    assert history.journey(told, "P-1") == Journey(at(10), None, at(18), at(20))


def test_an_order_that_no_look_after_its_intent_showed_has_no_way() -> None:
    assert history.journey(entries((1, "looked", SHOWS), INTENT, CONFIRMED), "P-1") is None


def way(*, confirmed: float | None = 2, missing: float | None = None, seen: float = 500) -> Journey:
    return Journey(
        NOW, None if confirmed is None else at(confirmed), None if missing is None else at(missing), at(seen)
    )


@pytest.mark.parametrize(
    ("bound", "ways", "standing", "said"),
    [
        (60, [way(), way(missing=50)], FITS, "by 2 of our orders: none was missing for longer than 47.0 s"),
        # A late first look proves nothing: it might have been there for long.
        (60, [way(seen=90_000)], FITS, "by 1 of our orders: each was there at its first look"),
        (60, [way(missing=63.5)], DIFFERS, "not to be seen 60.5 s after the portal had confirmed it"),
        (None, [way(missing=100)], FITS, "by 1 of our orders: none was missing for longer than 97.0 s"),
        (60, [way(confirmed=None, missing=100)], UNSEEN, "searched for after the portal confirmed it"),
    ],
)
def test_an_order_that_was_missing_longer_than_declared_differs(
    bound: float | None, ways: Sequence[Journey], standing: Standing, said: str
) -> None:
    found = history.of_visibility(bound, ways, look_s=1)

    assert found.standing is standing
    assert found.observed.endswith(said)


@pytest.mark.parametrize(
    ("ways", "standing"),
    [
        ([way(), way(confirmed=None, missing=91)], FITS),
        ([way(confirmed=None, missing=92)], DIFFERS),
        ([way(missing=9_000)], FITS),
        ([way(confirmed=None)], FITS),
        ([], UNSEEN),
    ],
)
def test_an_order_that_came_up_after_both_bounds_differs(ways: Sequence[Journey], standing: Standing) -> None:
    assert history.of_server_timeout(FACTS, ways, look_s=1).standing is standing


def test_without_a_visibility_bound_nothing_contradicts_the_servers_time_out() -> None:
    without = FACTS.model_copy(update={"visibility_bound_s": None})

    found = history.of_server_timeout(without, [way(), way(confirmed=None, missing=9_000)], look_s=1)

    assert found.standing is FITS
    assert (
        found.observed == "not contradicted by 2 of our orders: the slowest answer took 2.0 s, with its page"
    )
