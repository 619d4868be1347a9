"""Amounts and days: what is read and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trastienda.domain.fields import (
    Day,
    Money,
    Unreadable,
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.029,90 €", "1029.90"),
        ("1.029,90€", "1029.90"),
        ("39,90", "39.90"),
        ("39,9", "39.9"),
        ("1029", "1029"),
        ("1.029", "1029"),
        ("€ 12,00", "12"),
        ("12,00 EUR", "12"),
        ("12 euros", "12"),
        ("-3,50", "-3.50"),
        ("−3,50", "-3.50"),
        ("1.029,90\u00a0€", "1029.90"),
    ],
)
def test_an_amount_is_read_as_spaniards_write_it(text: str, amount: str) -> None:
    assert Money.parse(text, locale="es") == Money(amount, "EUR")


@pytest.mark.parametrize(
    "text",
    [
        "", "39.90", "1234.5", "1,029.90", "10.29,9", "1.02.9", "39,90 $", "€ 39,90 €", "39,90 XQZ", "doce",
        "1e3", "5,", ",5", "٣,٥", "39,90 40,90", "0.123",
    ],
)  # fmt: skip
def test_an_amount_with_another_reading_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        Money.parse(text, locale="es")

    assert refused.value.expected == "an amount such as 1.029,90 EUR"
    assert refused.value.expected_es == "un importe como 1.029,90 EUR"


def test_an_amount_keeps_a_currency_that_is_not_the_locales_own() -> None:
    assert Money.parse("12,50 GBP", locale="es") == Money("12.50", "GBP")
    assert Money.parse("1,029.90 EUR", locale="en") == Money("1029.90", "EUR")


def test_an_amount_without_a_currency_is_refused_where_none_goes_without_saying() -> None:
    with pytest.raises(Unreadable, match=r"such as 1,029\.90 EUR"):
        Money.parse("1,029.90", locale="en")


def test_a_form_gets_an_amount_without_grouping_and_with_two_decimals() -> None:
    assert Money("1029.9", "EUR").shown("es") == "1029,90"
    assert Money(12, "EUR").shown("en") == "12.00"
    assert Money("12", "EUR").shown("canonical") == "12.00 EUR"


def test_no_decimal_of_an_energy_price_is_rounded_away() -> None:
    price = Money("0.123456", "EUR")

    assert price.shown("es") == "0,123456"
    assert price.canonical == "0.123456 EUR"


def test_equal_amounts_are_one_value_however_they_were_written() -> None:
    assert {Money("39.9", "EUR"), Money(Decimal("39.900"), "EUR")} == {Money("39.90", "EUR")}
    assert Money("-0.00", "EUR").canonical == "0.00 EUR"
    assert Money("39.9", "EUR") != Money("39.9", "GBP")
    assert Money("39.9", "EUR") != "39.90 EUR"
    assert repr(Money("39.9", "EUR")) == "Money('39.90', 'EUR')"
    assert str(Money("39.9", "EUR")) == "39.90 EUR"


@pytest.mark.parametrize("amount", ["NaN", "1_000", "1e3", "", " 1", "1234567890123456", "0.1234567"])
def test_an_amount_that_is_no_exact_number_of_a_bounded_size_is_refused(amount: str) -> None:
    with pytest.raises(Unreadable):
        Money(amount, "EUR")


@pytest.mark.parametrize("amount", [39.9, True, None])
def test_an_amount_is_never_made_of_a_float(amount: object) -> None:
    with pytest.raises(TypeError, match="not"):
        Money(amount, "EUR")  # type: ignore[arg-type]  # a text from outside


def test_a_currency_that_nobody_uses_is_refused() -> None:
    with pytest.raises(Unreadable, match="currency"):
        Money("1", "eur")


def test_an_amount_cannot_be_changed() -> None:
    money = Money("1", "EUR")

    with pytest.raises(AttributeError, match="frozen"):
        money.amount = Decimal(2)
    with pytest.raises(AttributeError, match="frozen"):
        del money.amount


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/4/2026", Day(2026, 4, 3)),
        ("03-04-2026", Day(2026, 4, 3)),
        ("03.04.2026", Day(2026, 4, 3)),
        ("2026-04-03", Day(2026, 4, 3)),
        ("2026-04-03 00:00:00", Day(2026, 4, 3)),
        ("2026-04-03T00:00", Day(2026, 4, 3)),
        ("29/02/2028", Day(2028, 2, 29)),
    ],
)
def test_a_day_is_read_with_the_day_first_in_spanish(text: str, day: Day) -> None:
    assert Day.parse(text, locale="es") == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/4/26", "four digits"),
        ("3/4-2026", "four digits"),
        ("hoy", "four digits"),
        ("", "four digits"),
        ("2026-04-03 10:15", "four digits"),
        ("29/02/2026", "exists in the calendar"),
        ("13/13/2026", "exists in the calendar"),
        ("03/04/0226", "a year from 1900"),
        ("٠٣/٠٤/٢٠٢٦", "four digits"),
    ],
)
def test_a_day_that_must_be_guessed_is_refused(text: str, expected: str) -> None:
    with pytest.raises(Unreadable, match=expected):
        Day.parse(text, locale="es")


def test_where_both_orders_are_in_use_only_a_day_with_one_reading_is_read() -> None:
    assert Day.parse("13/04/2026", locale="en") == Day.parse("04/13/2026", locale="en") == Day(2026, 4, 13)
    assert Day.parse("4/4/2026", locale="en") == Day(2026, 4, 4)
    with pytest.raises(Unreadable, match="only one reading"):
        Day.parse("3/4/2026", locale="en")


def test_a_form_gets_a_day_in_its_own_order() -> None:
    assert Day(2026, 4, 3).shown("es") == "03/04/2026"
    assert Day(2026, 4, 3).shown("en") == "2026-04-03"
    assert Day(2026, 4, 3).shown("canonical") == "2026-04-03"
    assert Day(2026, 4, 3) == date(2026, 4, 3)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False))
def test_what_a_form_is_given_reads_back_as_the_same_amount(amount: Decimal) -> None:
    money = Money(amount, "EUR")

    assert Money.parse(money.shown("es"), locale="es") == money
    assert Money.from_canonical(money.canonical) == money


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_a_form_is_given_reads_back_as_the_same_day(day: date) -> None:
    written = Day(day.year, day.month, day.day)

    assert Day.parse(written.shown("es"), locale="es") == Day.from_canonical(written.canonical) == day
