"""Validation: which rule says what of a sale."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.sales import NOW, a_sale, the_facts
from trastienda.domain.fields import Day
from trastienda.domain.finding import Finding, Severity
from trastienda.rules.validate import validate


def findings(*, now: datetime = NOW, rules: dict[str, Any] | None = None, **values: Any) -> list[Finding]:
    facts = the_facts() if rules is None else the_facts(validation=rules)
    return validate(a_sale(**values), facts, now=now)


def codes(**given: Any) -> list[str]:
    return [finding.code for finding in findings(**given)]


def sold(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> dict[str, datetime]:
    at = datetime(year, month, day, hour, minute, tzinfo=UTC)
    return {"sold_at": at, "validated_at": at, "now": at}


def test_a_sale_that_fits_every_rule_has_no_finding() -> None:
    assert findings() == []


def test_a_portal_that_asks_for_no_rule_gets_people_and_times_checked_all_the_same() -> None:
    assert codes(rules={}, terms_accepted=False, monthly_fee="0.00 EUR") == []
    assert codes(rules={}, validator="ana.ruiz") == ["seller_is_validator"]


def test_one_person_who_sold_and_validated_is_refused() -> None:
    assert codes(validator="Ana.Ruiz ") == ["seller_is_validator"]


# --- times -----------------------------------------------------------------------------------------------------

SOLD = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("validated", "expected"),
    [
        (SOLD - timedelta(microseconds=1), ["validated_before_sold"]),
        (SOLD, []),
        (NOW, []),
        (NOW + timedelta(microseconds=1), ["validated_in_the_future"]),
    ],
)
def test_a_validation_lies_between_the_sale_and_now(validated: datetime, expected: list[str]) -> None:
    assert codes(sold_at=SOLD, validated_at=validated) == expected


def test_a_sale_from_the_future_is_refused_whichever_time_says_so() -> None:
    tomorrow = NOW + timedelta(days=1)

    assert codes(sold_at=tomorrow, activation="2026-05-01") == ["validated_before_sold"]
    assert codes(sold_at=tomorrow, validated_at=tomorrow, activation="2026-05-01") == [
        "validated_in_the_future"
    ]


def test_times_are_told_in_the_readers_way_of_writing_them() -> None:
    (finding,) = findings(validated_at=SOLD - timedelta(hours=1))

    assert finding.es == (
        "La validación (02/04/2026 07:00 UTC) es anterior a la venta (02/04/2026 08:00 UTC)."
    )
    assert finding.en == "Validated (2026-04-02 07:00 UTC) before it was sold (2026-04-02 08:00 UTC)."


# --- the marker ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "expected"), [(11, []), (10, ["reference_too_long"])])
def test_our_reference_must_fit_the_portals_field(length: int, expected: list[str]) -> None:
    facts = the_facts(marker={"length": length})

    assert [finding.code for finding in validate(a_sale(), facts, now=NOW)] == expected


def test_without_a_marker_field_a_reference_may_be_as_long_as_it_likes() -> None:
    assert validate(a_sale(reference="V" * 20), the_facts(marker=None), now=NOW) == []


# --- consents --------------------------------------------------------------------------------------------------


def test_a_consent_that_was_not_given_is_refused_in_the_words_of_the_sheet() -> None:
    (finding,) = findings(terms_accepted=False)

    assert (finding.code, finding.severity, finding.fields) == (
        "consent_missing",
        Severity.REJECT,
        ("terms_accepted",),
    )
    assert finding.es == "Falta el consentimiento obligatorio «Acepta condiciones»."
    assert finding.en == "A required consent is missing: 'Acepta condiciones'."


def test_of_two_headers_of_a_field_the_first_is_its_name() -> None:
    facts = the_facts(columns={"Acepta": "terms_accepted", "Consentimiento": "terms_accepted"})

    (finding,) = validate(a_sale(terms_accepted=False), facts, now=NOW)

    assert "«Acepta»" in finding.es


@pytest.mark.parametrize("value", ["sí", None])
def test_only_a_true_yes_is_a_consent(value: str | None) -> None:
    assert codes(rules={"consents": ["note"]}, note=value) == ["consent_missing"]


# --- age -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "day", "of_age"),
    [
        ("2008-04-02", (2026, 4, 1), False),
        ("2008-04-02", (2026, 4, 2), True),
        ("2008-04-02", (2026, 4, 3), True),
        ("2008-02-29", (2026, 2, 28), False),
        ("2008-02-29", (2026, 3, 1), True),
        ("2008-12-31", (2026, 12, 31), True),
        ("2026-05-01", (2026, 4, 2), False),
    ],
)
def test_the_holder_is_of_age_from_the_eighteenth_birthday_on(
    born: str, day: tuple[int, int, int], of_age: bool
) -> None:
    found = codes(birth_date=born, activation="2027-01-01", **sold(*day))

    assert found == ([] if of_age else ["under_age"])


def test_who_is_born_on_a_leap_day_comes_of_age_on_a_leap_day_when_there_is_one() -> None:
    rules = {"of_age": "birth_date"}

    assert codes(rules=rules, birth_date="2000-02-29", **sold(2018, 2, 28)) == ["under_age"]
    assert codes(rules=rules, birth_date="2000-02-29", **sold(2018, 3, 1)) == []


@given(st.dates(Day(1900, 1, 1), Day(2030, 12, 31)), st.integers(0, 60 * 366))
def test_once_of_age_always_of_age(born: Any, days: int) -> None:
    rules = {"of_age": "birth_date"}
    first = datetime(born.year + 18, born.month, 1, 12, tzinfo=UTC) + timedelta(days=31)
    later = first + timedelta(days=days)

    given = {"birth_date": born.isoformat(), "sold_at": later, "validated_at": later}

    assert codes(rules=rules, now=later, **given) == []


# --- the day of the sale ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(21, 59, []), (22, 0, ["date_before_sale"]), (23, 30, ["date_before_sale"])],
)
def test_the_day_of_a_sale_is_that_of_the_portals_zone(hour: int, minute: int, expected: list[str]) -> None:
    # In Madrid it is two hours later in April: 23:30 UTC is half past one of the next day.
    assert codes(activation="2026-04-02", **sold(2026, 4, 2, hour, minute)) == expected


def test_in_winter_madrid_is_one_hour_ahead_and_the_canaries_none() -> None:
    late = sold(2026, 1, 15, 23, 30)
    now = late.pop("now")
    sale = a_sale(activation="2026-01-15", **late)

    assert [finding.code for finding in validate(sale, the_facts(), now=now)] == ["date_before_sale"]
    assert validate(sale, the_facts(timezone="Atlantic/Canary"), now=now) == []


def test_the_day_of_the_sale_decides_the_age_too() -> None:
    given = {"birth_date": "2008-04-03", "activation": "2026-05-01"}

    assert codes(**given, **sold(2026, 4, 2, 21, 30)) == ["under_age"]
    assert codes(**given, **sold(2026, 4, 2, 23, 30)) == []


def test_a_date_before_the_sale_is_for_a_person_to_judge() -> None:
    (finding,) = findings(activation="2026-04-01")

    assert finding.severity is Severity.ASK
    assert finding.es == (
        "El valor de «activation» (01/04/2026) es anterior al día de la venta (02/04/2026)."
    )


def test_a_time_is_compared_by_its_day_in_the_portals_zone() -> None:
    rules = {"not_before_sale": ["visit"]}

    assert codes(rules=rules, visit=datetime(2026, 4, 1, 22, 30, tzinfo=UTC)) == []
    assert codes(rules=rules, visit=datetime(2026, 4, 1, 21, 30, tzinfo=UTC)) == ["date_before_sale"]


# --- amounts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("monthly_fee", "0.01 EUR", []),
        ("monthly_fee", "0.00 EUR", ["amount_not_positive"]),
        ("monthly_fee", "-5.00 EUR", ["amount_not_positive"]),
        ("months", 1, []),
        ("months", 0, ["amount_not_positive"]),
        ("discount", Decimal("0.001"), []),
        ("discount", Decimal("-0.001"), ["amount_not_positive"]),
    ],
)
def test_an_amount_must_be_above_zero(field: str, value: object, expected: list[str]) -> None:
    assert codes(rules={"positive": [field]}, **{field: value}) == expected


def test_an_amount_that_is_not_says_which_one_it_is() -> None:
    (finding,) = findings(monthly_fee="0.00 EUR")

    assert finding.es == "El importe de «Cuota mensual» debe ser mayor que cero."
    assert finding.en == "The amount of 'Cuota mensual' must be above zero."
    assert finding.seen == "0.00 EUR"


# --- empty fields and the order of findings --------------------------------------------------------------------


@pytest.mark.parametrize("field", ["birth_date", "monthly_fee", "activation"])
def test_a_rule_on_an_empty_field_asks_a_person(field: str) -> None:
    (finding,) = validate(a_sale(**{field: None}), the_facts(), now=NOW)

    assert (finding.code, finding.severity, finding.fields) == ("nothing_to_check", Severity.ASK, (field,))


def test_a_field_under_two_rules_is_asked_for_once() -> None:
    rules = {"of_age": "birth_date", "not_before_sale": ["birth_date"]}

    assert codes(rules=rules, birth_date=None) == ["nothing_to_check"]


def test_the_hardest_findings_come_first() -> None:
    found = findings(activation="2026-04-01", terms_accepted=False, monthly_fee=None)

    assert [finding.severity for finding in found] == [Severity.REJECT, Severity.ASK, Severity.ASK]


def test_all_findings_are_told_and_not_the_first_alone() -> None:
    assert codes(
        validator="ana.ruiz", terms_accepted=False, birth_date="2020-01-01", monthly_fee="0.00 EUR"
    ) == ["seller_is_validator", "consent_missing", "under_age", "amount_not_positive"]
