"""Prices against a price list, permanence against the plan, and the CSV that the list comes from."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.rules.fibre import SOLD, codes, declared, findings
from trastienda.domain.fields import Money
from trastienda.domain.finding import Severity
from trastienda.errors import WorkspaceError
from trastienda.rules.fit.pricelist import read_price_list

PRICES = [
    {"plan": "Fibra 600", "price": "29.90 EUR", "valid_from": "2026-01-01", "valid_to": "2026-04-02"},
    {"plan": "Fibra 600", "price": "34.90 EUR", "valid_from": "2026-04-03"},
    {"plan": "Fibra 1000", "price": "39.90 EUR"},
    {"plan": "Fibra 1000", "price": "19.90 EUR", "valid_to": "2026-06-30"},
]
LISTED = declared(plan="plan", price="fee", prices=PRICES)


def test_a_listed_price_of_the_day_is_fit() -> None:
    assert codes(LISTED, plan="Fibra 600", fee="29.90 EUR") == []
    assert codes(LISTED, plan="FIBRA  600".replace("  ", " "), fee="29.90 EUR") == []


@pytest.mark.parametrize("price", ["39.90 EUR", "19.90 EUR"])
def test_of_two_prices_on_one_day_either_is_fit(price: str) -> None:
    assert codes(LISTED, plan="Fibra 1000", fee=price) == []


@pytest.mark.parametrize(
    ("hour", "minute", "price", "expected"),
    [
        (21, 59, "29.90 EUR", []),
        (22, 0, "29.90 EUR", ["price_not_listed"]),
        (22, 0, "34.90 EUR", []),
    ],
)
def test_the_price_is_the_one_of_the_day_of_the_sale_in_the_portals_zone(
    hour: int, minute: int, price: str, expected: list[str]
) -> None:
    # In Madrid 22:00 UTC is midnight in April: the next day's list counts.
    sold = datetime(2026, 4, 2, hour, minute, tzinfo=UTC)
    now = datetime(2026, 4, 4, tzinfo=UTC)

    assert codes(LISTED, now=now, plan="Fibra 600", fee=price, sold_at=sold, validated_at=sold) == expected


def test_another_price_is_refused_with_the_listed_one() -> None:
    (finding,) = findings(LISTED, plan="Fibra 600", fee="29.00 EUR")

    assert (finding.code, finding.severity, finding.rule) == (
        "price_not_listed",
        Severity.REJECT,
        "prices/1",
    )
    assert finding.es == "El precio de «Fibra 600» el 02/04/2026 era 29.90 EUR, y la venta dice 29.00 EUR."
    assert (finding.seen, finding.expected) == ("29.00 EUR", "29.90 EUR")


def test_the_same_amount_in_another_currency_is_another_price() -> None:
    assert codes(LISTED, plan="Fibra 600", fee="29.90 USD") == ["price_not_listed"]


def test_a_plan_that_is_not_listed_or_not_on_sale_that_day_is_refused() -> None:
    early = datetime(2025, 12, 31, 8, tzinfo=UTC)

    assert codes(LISTED, plan="Fibra 300", fee="29.90 EUR") == ["plan_not_listed"]
    assert codes(LISTED, plan="Fibra 600", fee="29.90 EUR", sold_at=early) == ["plan_not_on_sale"]


def test_an_empty_price_or_plan_asks_a_person() -> None:
    assert codes(LISTED, plan="Fibra 600", fee=None) == ["nothing_to_check"]
    assert codes(LISTED, plan=None, fee="29.90 EUR") == ["nothing_to_check"]


def test_plans_that_differ_in_a_sign_are_told_apart_where_both_are_listed() -> None:
    both = [{"plan": "Plan 1", "price": "10.00 EUR"}, {"plan": "Plan 1+", "price": "15.00 EUR"}]
    facts = declared(plan="plan", price="fee", prices=both)

    assert codes(facts, plan="Plan 1+", fee="15.00 EUR") == []
    assert codes(facts, plan="Plan 1", fee="15.00 EUR") == ["price_not_listed"]
    assert codes(facts, plan="PLAN 1", fee="10.00 EUR") == ["plan_not_listed"]


# --- permanence ------------------------------------------------------------------------------------------------

PERMANENCE = declared(plan="plan", months="months", permanence={"Fibra 600": [0, 12], "Fibra 1000": [24]})


@pytest.mark.parametrize(
    ("plan", "months", "expected"),
    [
        ("Fibra 600", 0, []),
        ("Fibra 600", 12, []),
        ("fibra 600", 12, []),
        ("Fibra 600", 24, ["permanence_not_allowed"]),
        ("Fibra 1000", 12, ["permanence_not_allowed"]),
        ("Fibra 300", 12, ["permanence_not_declared"]),
        ("Fibra 600", None, ["nothing_to_check"]),
        (None, 12, ["nothing_to_check"]),
    ],
)
def test_a_plan_is_sold_with_its_own_months(
    plan: str | None, months: int | None, expected: list[str]
) -> None:
    assert codes(PERMANENCE, plan=plan, months=months) == expected


def test_months_that_are_not_allowed_say_which_are() -> None:
    (finding,) = findings(PERMANENCE, plan="Fibra 600", months=24)

    assert finding.en == "The plan 'Fibra 600' is not sold with 24 months of permanence (allowed: 0, 12)."
    assert (finding.severity, finding.expected) == (Severity.REJECT, "0, 12")


# --- the list as a file ------------------------------------------------------------------------------------------

SPANISH = "Tarifa;Precio;Moneda;Desde;Hasta\nFibra 600;29,90;EUR;01/01/2026;30/06/2026\n\nFibra 1000;1.039,90;EUR;;\n"


def test_a_spanish_price_list_is_read_as_people_write_it() -> None:
    listed = read_price_list(SPANISH, place="prices.csv", locale="es")

    assert [(one.plan, one.price) for one in listed] == [
        ("Fibra 600", Money("29.90", "EUR")),
        ("Fibra 1000", Money("1039.90", "EUR")),
    ]
    assert listed[0].valid_on(SOLD.date())
    assert str(listed[0].valid_to) == "2026-06-30"
    assert (listed[1].valid_from, listed[1].valid_to) == (None, None)


def test_a_canonical_price_list_may_stand_between_commas() -> None:
    text = 'plan,price,currency,valid_from\n"Fibra, 600",29.90,EUR,2026-01-01\n'

    (one,) = read_price_list(text, place="prices.csv", locale="canonical")

    assert (one.plan, one.price.canonical, str(one.valid_from)) == ("Fibra, 600", "29.90 EUR", "2026-01-01")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "lacks the column"),
        ("plan;price;currency\n", "has no line"),
        ("plan;price\nA;1,00\n", "lacks the column.s. currency"),
        ("plan;prise;currency\nA;1,00;EUR\n", "unknown column 'prise'. Did you mean 'price'"),
        ("plan;price;currency\nA;1,00\n", "prices.csv:2: 2 cells under 3 headers"),
        ("plan,price,currency\nA,1,00,EUR\n", "4 cells under 3 headers"),
        ("plan;price;currency\nA;1.00;EUR\n", "prices.csv:2: saw '1.00 EUR', expected an amount"),
        ("plan;price;currency;desde\nA;1,00;EUR;2026-13-01\n", "a day that exists"),
        ("plan;price;currency;desde;hasta\nA;1,00;EUR;02/01/2026;01/01/2026\n", "valid_from = 2026-01-02 lies"),
        ("plan;price;currency\n;1,00;EUR\n", "plan: String should have at least 1"),
        ('plan;price;currency\n"A" ";1,00;EUR\n', "prices.csv:2: "),
    ],
)  # fmt: skip
def test_a_price_list_that_cannot_be_read_says_where_and_why(text: str, says: str) -> None:
    with pytest.raises(WorkspaceError, match=says):
        read_price_list(text, place="prices.csv", locale="es")


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"price": "fee"}, "'price' needs 'plan'"),
        ({"price": "fee", "plan": "plan"}, "needs a price list"),
        ({"prices": PRICES, "plan": "plan"}, "'prices' needs 'price'"),
        ({"months": "months"}, "'months' needs 'permanence'"),
        ({"permanence": {"A": [1]}, "months": "months"}, "'permanence' needs 'plan'"),
        ({"permanence": {"A": [-1]}, "months": "months", "plan": "plan"}, "greater than or equal to 0"),
    ],
)
def test_what_belongs_together_is_declared_together(rules: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        declared(**rules)
