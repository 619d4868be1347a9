"""What a portal may declare of its rules, and which fields that names."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.rules.sales import the_facts
from trastienda.domain.fields import Money
from trastienda.domain.signals import Signals
from trastienda.domain.validation import Portability, Price, Validation, same_name

EVERYTHING = Validation.model_validate(
    {
        "consents": ["terms"],
        "papers": ["form"],
        "of_age": "born",
        "positive": ["fee"],
        "not_before_sale": ["activation"],
        "plausible": {"visit": {"earliest": 0}},
        "postcode": "postcode",
        "province": "province",
        "plan": "plan",
        "price": "fee",
        "prices": [{"plan": "A", "price": "1.00 EUR"}],
        "months": "months",
        "permanence": {"A": [12]},
        "portability": {"ported": "ported", "donor": "donor", "donor_holder": "there"},
    }
)


def test_every_field_that_a_rule_names_is_known_with_its_key_and_its_types() -> None:
    named = [(key, field) for key, field, _ in EVERYTHING.fields()]

    assert named == [
        ("consents", "terms"),
        ("papers", "form"),
        ("of_age", "born"),
        ("positive", "fee"),
        ("not_before_sale", "activation"),
        ("plausible", "visit"),
        ("postcode", "postcode"),
        ("province", "province"),
        ("plan", "plan"),
        ("price", "fee"),
        ("months", "months"),
        ("portability.ported", "ported"),
        ("portability.donor", "donor"),
        ("portability.donor_holder", "there"),
    ]
    types = {key: kinds for key, _, kinds in EVERYTHING.fields()}
    assert types["positive"] == (Money, Decimal, int)
    assert types["papers"] == ()


def test_nothing_declared_names_nothing() -> None:
    assert list(Validation().fields()) == []
    assert Validation().needed == ()


def test_what_cannot_be_done_without_is_named_once() -> None:
    assert EVERYTHING.needed == (
        "born", "fee", "activation", "visit", "postcode", "province", "plan", "months", "ported",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "valid"),
    [
        (None, None, True),
        ("2026-04-02", None, True),
        ("2026-04-03", None, False),
        (None, "2026-04-02", True),
        (None, "2026-04-01", False),
    ],
)
def test_a_price_is_valid_from_its_first_to_its_last_day(
    valid_from: str | None, valid_to: str | None, valid: bool
) -> None:
    price = Price.model_validate(
        {"plan": "A", "price": "1.00 EUR", "valid_from": valid_from, "valid_to": valid_to}
    )

    assert price.valid_on(date(2026, 4, 2)) is valid


@pytest.mark.parametrize(
    ("wanted", "known", "found"),
    [
        ("Plan 1+", ["Plan 1", "Plan 1+"], "Plan 1+"),
        ("PLAN 1", ["Plan 1", "Plan 1+"], None),
        ("PLAN 1", ["Plan 1"], "Plan 1"),
        ("Plan 2", ["Plan 1"], None),
        ("", ["Plan 1"], None),
    ],
)
def test_a_name_is_meant_only_where_one_alone_is_like_it(
    wanted: str, known: list[str], found: str | None
) -> None:
    assert same_name(wanted, dict.fromkeys(known)) == found


def test_signals_name_each_field_once_the_customers_first() -> None:
    signals = Signals(customer="holder", shared=("iban", "holder"), address="street", town=("town", "iban"))

    assert signals.fields() == ("holder", "iban", "street", "town")
    assert Signals(customer="holder").fields() == ("holder",)


def test_a_validation_holds_for_ever_where_no_age_is_declared() -> None:
    assert the_facts().seal_max_age is None
    assert the_facts(seal_max_age_days=30).seal_max_age == timedelta(days=30)
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        the_facts(seal_max_age_days=0)


def test_a_portability_may_ask_for_the_donor_alone() -> None:
    ported = Validation(portability=Portability(ported="ported", donor="donor"))

    assert [key for key, *_ in ported.fields()] == ["portability.ported", "portability.donor"]
