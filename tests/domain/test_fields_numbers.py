"""Phones, documents and accounts: what is read and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.es import dni

from trastienda.domain.fields import (
    Iban,
    PersonId,
    Phone,
    Unreadable,
)


@pytest.mark.parametrize(
    "text", ["612345678", "612 34 56 78", "+34 612-34-56-78", "0034612345678", "(+34) 612.345.678"]
)
def test_a_phone_is_one_number_however_it_is_written(text: str) -> None:
    phone = Phone.parse(text, locale="es")

    assert phone == "+34612345678"
    assert phone.shown("es") == "612345678"
    assert phone.shown("en") == "+34612345678"
    assert phone.shown("canonical") == "+34612345678"


@pytest.mark.parametrize(
    "text",
    [
        "", "61234567", "999999999", "612345678/699111222", "612345678 699111222", "612345678 ext 3",
        "612345678.0", "6x2345678", "٦١٢٣٤٥٦٧٨", "+999612345678",
    ],
)  # fmt: skip
def test_what_is_not_one_valid_phone_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="one valid phone number"):
        Phone.parse(text, locale="es")


def test_a_phone_of_another_country_keeps_its_prefix() -> None:
    phone = Phone.parse("+44 7911 123456", locale="es")

    assert phone.shown("es") == "+447911123456"
    with pytest.raises(Unreadable):
        Phone.parse("612345678", locale="en")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("54.362.315-k", "54362315K"),
        ("54362315 K", "54362315K"),
        ("x-5253868-r", "X5253868R"),
        ("M1234567L", "M1234567L"),
        ("B58378431", "B58378431"),
    ],
)
def test_a_document_is_read_without_its_separators(text: str, number: str) -> None:
    assert PersonId.parse(text, locale="es") == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234567L", "leading zero is missing"),
        ("54362315Z", "check character fits"),
        ("B58378432", "check character fits"),
        ("54362315", "nine characters"),
        ("ES54362315K", "nine characters"),
        ("543623l5K", "nine characters"),
        ("５4362315K", "nine characters"),
        ("", "nine characters"),
        ("54362315K\u200b", "no invisible or control character"),
    ],
)
def test_a_document_that_does_not_hold_is_refused_and_never_repaired(text: str, expected: str) -> None:
    with pytest.raises(Unreadable, match=expected):
        PersonId.parse(text, locale="es")


def test_an_iban_is_read_without_its_spaces() -> None:
    assert Iban.parse("es91 2100-0418 4502 0005 1332", locale="es") == "ES9121000418450200051332"


@pytest.mark.parametrize(
    "text",
    ["", "ES9121000418450200051333", "21000418450200051332", "ES91 2100", "ＥＳ9121000418450200051332",
     "ES1321000418400200051332"],
)  # fmt: skip
def test_an_iban_with_wrong_digits_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="IBAN with right check digits"):
        Iban.parse(text, locale="es")


@given(st.integers(0, 99_999_999), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_of_all_letters_only_the_right_one_makes_a_document(number: int, letter: str) -> None:
    digits = f"{number:08d}"
    right = dni.calc_check_digit(digits)

    assert PersonId.parse(digits + right, locale="es") == digits + right
    if letter != right:
        with pytest.raises(Unreadable):
            PersonId.parse(digits + letter, locale="es")
