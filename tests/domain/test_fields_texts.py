"""Texts, names, addresses and e-mail addresses: what is read and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trastienda.domain.fields import (
    Address,
    Email,
    Field,
    Money,
    PersonName,
    Text,
    Unreadable,
)


@pytest.mark.parametrize("amount", [Decimal("Infinity"), Decimal("1e400"), Decimal("1e-400")])
def test_a_decimal_without_bounds_is_refused(amount: Decimal) -> None:
    with pytest.raises(Unreadable, match="at most 6 decimals and 15 digits"):
        Money(amount, "EUR")


def test_a_text_is_normalised_and_its_white_space_collapsed() -> None:
    assert Text.parse("  Mo\u0301vil\t20\r\n GB\u00a0 ", locale="es") == "Móvil 20 GB"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_text_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="expected a text"):
        Text.parse(text, locale="es")


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\0", "U\\+0000"),
        ("\u200b", "U\\+200B"),
        ("\u202e", "U\\+202E"),
        ("\ufeff", "U\\+FEFF"),
        ("\u0091", "U\\+0091"),
    ],
)
def test_a_character_that_cannot_be_seen_is_refused_by_its_name(character: str, code: str) -> None:
    with pytest.raises(Unreadable, match=f"<{code}>.*no invisible or control character .{code}."):
        Text.parse(f"Ana{character} Ruiz", locale="es")


def test_a_text_longer_than_any_field_is_refused_and_its_message_is_short() -> None:
    with pytest.raises(Unreadable, match="at most 4000 characters") as refused:
        Text.parse("a" * 4001, locale="es")

    assert len(refused.value.seen) == 80


@pytest.mark.parametrize("kind", [PersonName, Address])
@pytest.mark.parametrize("text", ["MuÃ±oz", "MU?OZ", "MU\ufffdOZ", "Mu¤oz", "GarcÃ­a", "Calle â€œA", "§"])
def test_a_name_or_an_address_with_lost_letters_is_refused(kind: type[Field], text: str) -> None:
    with pytest.raises(Unreadable):
        kind.parse(text, locale="es")


@pytest.mark.parametrize("text", ["12 34", "- -", ""])
def test_a_name_has_letters(text: str) -> None:
    with pytest.raises(Unreadable):
        PersonName.parse(text, locale="es")


@pytest.mark.parametrize(
    "text",
    [
        "José María Muñoz-Peña",
        "M.ª Ángeles d'Ors",
        "Panadería 24H, S.L. (en liquidación)",
        "JOÃO ÀÉÍ",
        "Ñº",
        "ÍÑIGO",
    ],
)
def test_a_spanish_name_is_kept_as_it_is_written(text: str) -> None:
    assert PersonName.parse(text, locale="es") == text


def test_an_address_is_kept_as_it_is_written() -> None:
    text = "C/ Alcalá n.º 45, 3.º B; esc. #2, 28014 Madrid"

    assert Address.parse(text, locale="es") == text


def test_a_quoted_capital_vowel_is_not_taken_for_a_broken_encoding() -> None:
    assert Text.parse("Bar «CAFÉ»", locale="es") == "Bar «CAFÉ»"


def test_an_email_has_its_domain_in_lower_case_and_its_name_as_it_came() -> None:
    assert Email.parse(" Ana.Ruiz@Ejemplo.ES ", locale="es") == "Ana.Ruiz@ejemplo.es"


@pytest.mark.parametrize("text", ["", "ana", "ana@", "ana@ejemplo", "Ana <ana@ejemplo.es>", "a@b.es, c@d.es"])
def test_what_is_not_one_email_address_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="e-mail address"):
        Email.parse(text, locale="es")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_and_what_is_read_is_stable(text: str) -> None:
    try:
        read = Text.parse(text, locale="es")
    except Unreadable:
        return

    assert Text.parse(read, locale="es") == Text(read) == read


@given(st.text(alphabet="áéíóúüñçÁÉÍÓÚÜÑÇªº abcXYZ.-'", max_size=30))
def test_spanish_letters_read_in_the_wrong_encoding_are_always_noticed(text: str) -> None:
    broken = text.encode("utf-8").decode("cp1252", errors="replace")

    if broken != text:
        with pytest.raises(Unreadable):
            PersonName.parse(f"Ana {broken}", locale="es")
