"""Thresholds of age, plausible dates, and the hours in which sales are made."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.rules.fibre import codes, declared, findings
from trastienda.domain.finding import Severity


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2010-04-02", []),
        ("2010-04-03", ["under_age"]),
        ("1940-04-02", ["over_age"]),
        ("1946-04-02", []),
        ("1945-04-02", ["over_age"]),
        (None, ["nothing_to_check"]),
    ],
)
def test_both_ages_are_declared(born: str | None, expected: list[str]) -> None:
    facts = declared(of_age="birth_date", min_age=16, max_age=80)

    assert codes(facts, birth_date=born) == expected


def test_too_young_is_refused_and_too_old_is_asked_about() -> None:
    facts = declared(of_age="birth_date", min_age=21, max_age=80)

    (young,) = findings(facts, birth_date="2006-01-01")
    (old,) = findings(facts, birth_date="1930-01-01")

    assert (young.severity, young.es) == (
        Severity.REJECT,
        "El titular no tenía 21 años el día de la venta.",
    )
    assert (old.severity, "más de 80 años" in old.es) == (Severity.ASK, True)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-04-01", ["date_not_plausible"]),
        ("2026-04-02", []),
        ("2026-05-02", []),
        ("2026-05-03", ["date_not_plausible"]),
        (None, ["nothing_to_check"]),
    ],
)
def test_a_date_lies_within_the_declared_days_of_the_sale(day: str | None, expected: list[str]) -> None:
    facts = declared(plausible={"activation": {"earliest": 0, "latest": 30}})

    assert codes(facts, activation=day) == expected


def test_a_date_out_of_its_limits_says_how_far() -> None:
    facts = declared(plausible={"activation": {"latest": 30}})

    (finding,) = findings(facts, activation="2027-04-02")

    assert finding.severity is Severity.ASK
    assert "(2027-04-02) is not plausible: it lies 365 days from the sale and the limit is 30." in finding.en


def test_a_limit_that_is_not_declared_is_none() -> None:
    assert codes(declared(plausible={"activation": {}}), activation="1990-01-01") == []


# --- hours -----------------------------------------------------------------------------------------------------

WEEK = {"mon-fri": "09:00-14:00, 16:00-20:00", "sat": "10:00-24:00"}
HOURS = declared(hours=WEEK, holidays=["2026-04-03"])


@pytest.mark.parametrize(
    ("day", "hour", "minute", "is_open"),
    [
        (2, 7, 0, True),
        (2, 6, 59, False),
        (2, 11, 59, True),
        (2, 12, 0, False),
        (2, 14, 0, True),
        (2, 18, 0, False),
        (3, 8, 0, False),
        (4, 21, 59, True),
        (4, 22, 0, False),
        (5, 10, 0, False),
    ],
)
def test_a_sale_is_made_in_the_declared_hours_of_the_portals_zone(
    day: int, hour: int, minute: int, is_open: bool
) -> None:
    # In Madrid it is two hours later; 2 April is a Thursday, 3 April Good Friday.
    sold = datetime(2026, 4, day, hour, minute, tzinfo=UTC)
    now = datetime(2026, 4, 9, tzinfo=UTC)

    found = codes(HOURS, now=now, sold_at=sold, validated_at=sold)

    assert found == ([] if is_open else ["out_of_hours"])


def test_without_a_calendar_a_sale_may_be_made_at_night() -> None:
    sold = datetime(2026, 4, 2, 1, 0, tzinfo=UTC)

    assert codes(declared(), sold_at=sold, validated_at=sold) == []


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ({"monday": "09:00-21:00"}, "'monday' are no days"),
        ({"fri-mon": "09:00-21:00"}, "'fri-mon' are no days"),
        ({"mon-xyz": "09:00-21:00"}, "'mon-xyz' are no days"),
        ({"mon": "9-21"}, "'9-21' are no hours"),
        ({"mon": "21:00-09:00"}, "are no hours"),
        ({"mon": "09:60-21:00"}, "are no hours"),
        ({"mon": "09:00-24:01"}, "are no hours"),
        ({"mon-fri": "09:00-21:00", "wed": "09:00-14:00"}, "'wed' is declared twice"),
    ],
)
def test_a_calendar_that_cannot_be_read_is_refused(hours: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        declared(hours=hours)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"holidays": ["2026-12-25"]}, "'holidays' needs 'hours'"),
        ({"min_age": 30, "max_age": 20}, "max_age = 20 is below min_age = 30"),
        ({"plausible": {"activation": {"earliest": 2, "latest": 1}}}, "earliest = 2 lies after latest = 1"),
    ],
)
def test_limits_that_contradict_are_refused(rules: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        declared(**rules)
