"""What is recognised at once is what the full reading makes of it."""

import re
import sys
import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import partial
from string import ascii_uppercase
from typing import TypeVar
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.es import ccc, dni, nie

from trastienda.domain.fields import (
    Address,
    Email,
    Iban,
    Money,
    PersonId,
    PersonName,
    Phone,
    TextField,
    Unreadable,
    is_mojibake,
    mixed_scripts,
    moment,
    number,
    quick,
)
from trastienda.domain.fields.reading import clean

T = TypeVar("T")

MADRID = ZoneInfo("Europe/Madrid")


def outcome(read: Callable[[], object]) -> object:
    """The canonical text, or what was expected instead."""
    try:
        value = read()
    except Unreadable as error:
        return (error.seen, error.expected, error.expected_es)
    return (type(value), str(value))


def slowly(name: str, read: Callable[[], T]) -> T:
    """What comes out when nothing is recognised at once."""
    with mock.patch.object(quick, name, return_value=None):
        return read()


def spaced(text: str, sign: str, groups: tuple[int, ...]) -> str:
    """The text cut into groups of these lengths, the sign between them."""
    parts = []
    for length in groups:
        parts.append(text[:length])
        text = text[length:]
    return sign.join(part for part in [*parts, text] if part)


SIGNS = st.sampled_from(["", " ", "-", ".", "  ", " - ", "\u00a0"])
SLIPS = st.sampled_from(["", "", "", "X", "0", " ", "?", "ñ", "٣", "+"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    number = draw(st.integers(0, 99_999_999))
    digits = f"{number:08d}"
    first = draw(st.sampled_from(["", "", "X", "Y", "Z", "K", "L", "A", "B"]))
    body = f"{first}{digits[1:]}" if first else digits
    right = (
        (nie if first in {"X", "Y", "Z"} else dni).calc_check_digit(body)
        if first in {"", "X", "Y", "Z"}
        else "J"
    )
    letter = draw(st.sampled_from([right, right, right.lower(), "A", "T", "0"]))
    return spaced(f"{body}{letter}", draw(SIGNS), (2, 3, 3)) + draw(SLIPS)


@st.composite
def ibans(draw: st.DrawFn) -> str:
    bank, account = draw(st.integers(0, 99_999_999)), draw(st.integers(0, 9_999_999_999))
    check = ccc.calc_check_digits(f"{bank:08d}00{account:010d}")
    check = draw(st.sampled_from([check, check, check[::-1], "00"]))
    bban = f"{bank:08d}{check}{account:010d}"
    own = f"{98 - int(bban + '142800') % 97:02d}"
    own = draw(st.sampled_from([own, own, own, own[::-1], "00", f"{(int(own) + 97) % 100:02d}"]))
    country = draw(st.sampled_from(["ES", "ES", "es", "PT", "DE"]))
    return spaced(f"{country}{own}{bban}", draw(SIGNS), (4, 4, 4, 4, 4)) + draw(SLIPS)


@st.composite
def phones(draw: st.DrawFn) -> str:
    first = draw(st.sampled_from(["6", "7", "8", "9", "5", "34", "400", "0", "905", "800", "118"]))
    digits = (first + f"{draw(st.integers(0, 10**9)):09d}")[: draw(st.sampled_from([9, 9, 9, 9, 8, 10, 11]))]
    country = draw(st.sampled_from(["", "", "+34", "+34 ", "0034", "34", "(+34) ", "+351 ", "+ 34"]))
    return (
        country
        + spaced(digits, draw(SIGNS), draw(st.sampled_from([(3, 2, 2), (3, 3), (1, 1, 1, 1), ()])))
        + draw(SLIPS)
    )


@st.composite
def emails(draw: st.DrawFn) -> str:
    word = st.text("abcz019._+-ÑñA'!", min_size=1, max_size=70)
    mailbox = draw(
        st.one_of(word, st.sampled_from(["postmaster", "abuse", "Postmaster", "a" * 64, "a" * 65]))
    )
    domain = draw(
        st.one_of(
            st.sampled_from(
                [
                    "example.com",
                    "Example.COM",
                    "correo.ñandú.es",
                    "localhost",
                    "a.test",
                    "x.local",
                    "gmail.con",
                    "1.2.3.4",
                ]
            ),
            st.text("abz0.-_Ñ[]", min_size=1, max_size=30),
            st.just("a." * 120 + "es"),
        )
    )
    return f"{mailbox}@{domain}" + draw(SLIPS)


AMOUNTS = st.from_regex(
    re.compile(r"[-−]?[0-9]{0,17}([.,][0-9]{0,8}){0,3}( ?(€|EUR|euros|USD))?", re.ASCII), fullmatch=True
)
TEXTS = st.text(st.sampled_from("aZñÑÁß·ªº'’´`.,-&/()+\" #:;°0²\u0301?¤_µаЖ<Ã±\u200b\t"), max_size=30)


@given(documents())
@example("00000000T")
@example("X0000000T")
def test_documents(text: str) -> None:
    def read() -> object:
        return outcome(partial(PersonId.parse, text, locale="es"))

    assert read() == slowly("person_id", read)


def test_of_all_letters_one_fits_a_document() -> None:
    numbers = [
        *(f"{number * 1_234_567:08d}" for number in range(60)),
        *(f"{x}1{y:06d}" for x in "XYZ" for y in range(25)),
    ]

    for digits in numbers:
        fitting = [letter for letter in ascii_uppercase if quick.person_id(digits + letter)]
        assert fitting == [(nie if digits[0] in "XYZ" else dni).calc_check_digit(digits)]


@given(ibans())
@example("ES91 2100 0418 4502 0005 1332")
def test_ibans(text: str) -> None:
    def read() -> object:
        return outcome(partial(Iban.parse, text, locale="es"))

    assert read() == slowly("iban", read)


@given(phones(), st.sampled_from(["es", "en", "canonical"]))
@example("+34612345678", "canonical")
@example("341234567", "es")
@example("612345678", "en")
@example("612345678", "canonical")
def test_phones(text: str, locale: str) -> None:
    def read() -> object:
        return outcome(partial(Phone.parse, text, locale=locale))

    assert read() == slowly("phone", read)


def test_every_beginning_of_a_spanish_number() -> None:
    texts = [f"{first:03d}{rest}" for first in range(300, 1000) for rest in ("123456", "060912")]

    def read() -> list[object]:
        return [outcome(partial(Phone.parse, text, locale="es")) for text in texts]

    assert read() == slowly("phone", read)


@given(emails())
@example("abuse@example.com")
@example("postmaster@example.com")
def test_emails(text: str) -> None:
    def read() -> object:
        return outcome(partial(Email.parse, text, locale="es"))

    assert read() == slowly("email", read)


def test_a_number_with_too_many_digits_is_unreadable() -> None:
    text = "10.000.000.000.000.000.000.000.000.000,5"

    with pytest.raises(Unreadable, match="an amount such as"):
        Money.parse(text, locale="es")
    with pytest.raises(Unreadable, match="a number"):
        number(text, locale="es")


@given(AMOUNTS, st.sampled_from(["es", "en"]))
@example("0,00", "es")
@example("999999999999999,999999 €", "es")
def test_amounts(text: str, locale: str) -> None:
    def read() -> object:
        return outcome(partial(Money.parse, text, locale=locale))

    assert read() == slowly("amount", read)


def test_an_amount_that_is_recognised_at_once_is_the_same_amount() -> None:
    money = Money.parse("39,9", locale="es")

    assert (money, money.amount.as_tuple(), hash(money)) == (
        Money("39.90", "EUR"),
        Money("39.90", "EUR").amount.as_tuple(),
        hash(Money("39.90", "EUR")),
    )


@given(TEXTS, st.sampled_from([PersonName, Address]))
def test_names_and_addresses(text: str, kind: type[TextField]) -> None:
    def read() -> TextField:
        return kind.parse(text, locale="es")

    with mock.patch.object(quick, "is_whole", return_value=False):
        slow = outcome(read)

    assert outcome(read) == slow


def test_the_signs_of_a_whole_text_are_letters_marks_apart_numbers_and_the_named_ones() -> None:
    known = {c for c in map(chr, range(sys.maxunicode + 1)) if quick.is_whole(c, "'. ")}

    letters_and_numbers = {
        c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c)[0] in "LN"
    }
    assert known <= letters_and_numbers | set("'. ")
    assert set("aZñ0²ªº'. ") <= known


def test_no_letter_of_another_alphabet_is_taken_for_a_latin_one() -> None:
    letters = [c for c in map(chr, range(sys.maxunicode + 1)) if c.isalpha() and c not in "ªº"]

    latin = [c for c in letters if quick.is_latin(c)]

    assert len(latin) > 400
    assert {unicodedata.name(c, "UNKNOWN").split()[0] for c in latin} == {"LATIN"}
    assert mixed_scripts("Núñez") == ()
    assert mixed_scripts("Nuñeз") == ("CYRILLIC", "LATIN")


@given(
    st.datetimes(datetime(1850, 1, 1), datetime(2250, 1, 1)).map(lambda at: f"{at:%Y-%m-%d %H:%M:%S}")  # noqa: DTZ001
    | st.from_regex(r"20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", fullmatch=True),
    st.sampled_from([None, MADRID, ZoneInfo("America/Lima"), ZoneInfo("Africa/Casablanca")]),
)
@example("2026-10-25 02:30:00", MADRID)
@example("2026-03-29 02:30:00", MADRID)
@example("2026-02-30 10:00:00", MADRID)
def test_moments(text: str, zone: ZoneInfo | None) -> None:
    def read() -> datetime:
        return moment(text, locale="es", tz=zone)

    never = re.compile("(?!)")
    with mock.patch("trastienda.domain.fields.door._ISO_MOMENT", never):
        slow = outcome(read)

    assert outcome(read) == slow


@given(st.text(st.sampled_from("aÑ é\u0301\t\n\u00a0\u200bÃ±\ufffd\ud800\u2028"), max_size=12))
def test_a_text_is_cleaned_sign_by_sign_or_at_once(text: str) -> None:
    hidden = any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"} and c not in "\t\n\r" for c in text)

    came = outcome(partial(clean, text))

    refused = came != (str, " ".join(unicodedata.normalize("NFC", text).split()))
    assert refused == (hidden or is_mojibake(text))


@pytest.mark.parametrize(
    ("locale", "text"), [("es", "612 34 56 78"), ("en", "+34 612345678"), ("canonical", "+34612345678")]
)
def test_a_parser_of_many_texts_reads_each_as_one_is_read(locale: str, text: str) -> None:
    parse = Phone.parser(locale)

    assert parse(text) == Phone.parse(text, locale=locale)
    with pytest.raises(Unreadable):
        parse("612")


def test_a_parser_of_an_unknown_locale_is_refused() -> None:
    with pytest.raises(LookupError, match="no locale 'xx'"):
        Phone.parser("xx")
