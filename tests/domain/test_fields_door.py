"""Reading a text into the type that a model declares."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Literal, Optional
from zoneinfo import ZoneInfo

import pytest
from pydantic import AwareDatetime, Field

from trastienda.domain.fields import (
    Day,
    Door,
    Money,
    Text,
    Unreadable,
    choice,
    flag,
    fold,
    mixed_scripts,
    moment,
    number,
    printable,
    reader_of,
    whole_number,
)

MADRID = ZoneInfo("Europe/Madrid")
SPANISH = Door("es", MADRID)


class Technology(StrEnum):
    FIBRE = "fibra"
    BOTH = "fibra_movil"


class Size(Enum):
    SMALL = 1
    LARGE = 2


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (Money, "39,90", Money("39.90", "EUR")),
        (Annotated[Money, "of a month"], "39,90", Money("39.90", "EUR")),
        (Day | None, "3/4/2026", Day(2026, 4, 3)),
        (Optional[Day], "3/4/2026", Day(2026, 4, 3)),  # noqa: UP045 - the older way of writing it
        (date, "3/4/2026", date(2026, 4, 3)),
        (bool, "Sí", True),
        (int, "1.200", 1200),
        (Decimal, "1.200,5", Decimal("1200.5")),
        (str, "  Móvil  20 ", "Móvil 20"),
        (datetime, "3/4/2026 10:15", datetime(2026, 4, 3, 8, 15, tzinfo=UTC)),
        (AwareDatetime, "3/4/2026 10:15", datetime(2026, 4, 3, 8, 15, tzinfo=UTC)),
        (Literal["fibra", "movil"], "Móvil", "movil"),
        (Technology, "Fibra + Móvil", Technology.BOTH),
    ],
)
def test_every_type_that_a_sale_may_have_is_read_from_text(
    annotation: object, text: str, value: object
) -> None:
    read = reader_of(annotation)

    assert read is not None
    assert read(text, SPANISH) == value
    assert not (annotation is str and type(read(text, SPANISH)) is Text)


@pytest.mark.parametrize(
    "annotation",
    [list[str], tuple[Money, ...], float, bytes, int | Money, Literal["a", 1], object(), None, Field],
)
def test_a_type_that_no_text_can_fill_has_no_reader(annotation: object) -> None:
    assert reader_of(annotation) is None


@pytest.mark.parametrize("text", ["Sí", "si", "S", "x", "X", "1", "verdadero", "TRUE", " yes "])
def test_a_yes_is_a_yes(text: str) -> None:
    assert flag(text, locale="es") is True


@pytest.mark.parametrize("text", ["No", "n", "0", "Falso", "false"])
def test_a_no_is_a_no(text: str) -> None:
    assert flag(text, locale="es") is False


@pytest.mark.parametrize("text", ["", "quizá", "2", "sí no"])
def test_what_is_neither_yes_nor_no_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="yes or no"):
        flag(text, locale="es")


def test_a_canonical_yes_has_one_spelling() -> None:
    assert flag("true", locale="canonical") is True
    assert flag("false", locale="canonical") is False
    with pytest.raises(Unreadable, match="true or false"):
        flag("x", locale="canonical")


def test_an_option_is_found_whatever_its_accents_case_and_signs() -> None:
    options = ("fibra", "movil", "fibra_movil")

    assert choice("FIBRA + MÓVIL", options, locale="es") == "fibra_movil"
    assert choice("movil", options, locale="canonical") == "movil"
    with pytest.raises(Unreadable, match="one of: fibra, movil, fibra_movil"):
        choice("Móvil", options, locale="canonical")
    with pytest.raises(Unreadable):
        choice("cable", options, locale="es")


def test_an_option_that_two_texts_stand_for_is_never_guessed() -> None:
    assert choice("sí", ("sí", "si"), locale="es") == "sí"
    with pytest.raises(Unreadable):
        choice("SI", ("sí", "si"), locale="es")


def test_an_enum_of_numbers_is_chosen_by_its_text() -> None:
    read = reader_of(Size)

    assert read is not None
    assert read("2", SPANISH) is Size.LARGE


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2026 10:15", "3/4/2026, 10:15:00", "2026-04-03T10:15", "2026-04-03T08:15:00Z",
        "2026-04-03T10:15:00+02:00", "2026-04-03 10:15:00.000",
    ],
)  # fmt: skip
def test_a_time_is_kept_in_utc(text: str) -> None:
    read = moment(text, locale="es", tz=MADRID)

    assert read == datetime(2026, 4, 3, 8, 15, tzinfo=UTC)
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["3/4/2026", "10:15", "3/4/2026 25:00", "", "ayer 10:15", "3/4/2026 10:15 h"]
)
def test_what_is_not_a_day_with_its_time_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        moment(text, locale="es", tz=MADRID)


@pytest.mark.parametrize("text", ["25/10/2026 02:30", "29/03/2026 02:30"])
def test_a_time_that_the_clocks_repeat_or_skip_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="there once in Europe/Madrid"):
        moment(text, locale="es", tz=MADRID)


def test_a_time_without_a_zone_is_refused_when_nobody_names_one() -> None:
    with pytest.raises(Unreadable, match="with its zone"):
        moment("3/4/2026 10:15", locale="es", tz=None)


def test_a_number_is_read_in_its_locale() -> None:
    assert number("1.029,5", locale="es") == Decimal("1029.5")
    assert number("−3", locale="es") == -3
    assert number("1,029.5", locale="en") == number("1029.5", locale="canonical") == Decimal("1029.5")
    assert whole_number("12,0", locale="es") == 12


@pytest.mark.parametrize("text", ["1029.5", "", "1e3", "doce", "1.0.2"])
def test_a_number_with_another_reading_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="a number"):
        number(text, locale="es")


def test_a_whole_number_has_no_decimals() -> None:
    with pytest.raises(Unreadable, match="a whole number"):
        whole_number("12,5", locale="es")


def test_headers_are_compared_without_accents_case_and_signs() -> None:
    assert fold("N.º de Teléfono") == fold("n.º DE telefono") == "n_o_de_telefono"


def test_look_alike_letters_of_another_alphabet_are_told() -> None:
    assert mixed_scripts("Аna Ruiz") == ("CYRILLIC", "LATIN")
    assert mixed_scripts("M.ª Ángeles Nº 3") == ()
    assert mixed_scripts("") == ()


def test_an_invisible_character_is_written_out_in_a_message() -> None:
    assert printable("a\u200bb\n") == "a<U+200B>b\n"
