"""Records of people: the name with the document and the birth date."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.pairs.people import child, human
from tests.rules.align.writings import anything, people
from trastienda.rules.align.persons import Person, compare_births, compare_documents, compare_persons
from trastienda.rules.align.phrases import PARTS
from trastienda.rules.verdict import Verdict

FATHER, SON = date(1951, 3, 7), date(1982, 11, 23)
DOCUMENT, OTHER_DOCUMENT = "12345678Z", "87654321X"
NAME = "José García López"

records = st.builds(
    Person,
    people | anything,
    st.none() | st.sampled_from((DOCUMENT, OTHER_DOCUMENT, "12345679Z", "***4567**", "AB123456")),
    st.none() | st.dates(),
)


@pytest.mark.parametrize(
    ("father", "son"),
    [
        ({}, {}),
        ({"document": DOCUMENT}, {}),
        ({"birth": FATHER}, {}),
        ({"document": DOCUMENT}, {"birth": SON}),
        ({"birth": FATHER}, {"birth": SON}),
        ({"document": DOCUMENT}, {"document": OTHER_DOCUMENT}),
        ({"document": DOCUMENT, "birth": FATHER}, {"document": OTHER_DOCUMENT, "birth": SON}),
        ({"document": DOCUMENT, "birth": FATHER}, {"document": OTHER_DOCUMENT, "birth": FATHER}),
    ],
)
@pytest.mark.parametrize("risk", [0.001, 0.5])
def test_a_father_and_a_son_at_one_address_are_never_a_match(
    father: dict[str, Any], son: dict[str, Any], risk: float
) -> None:
    found = compare_persons(Person(NAME, **father), Person(NAME, **son), risk=risk)

    assert found.verdict is not Verdict.MATCH


def test_a_father_and_a_son_of_one_name_are_unclear_as_long_as_nothing_tells_them_apart() -> None:
    assert compare_persons(Person(NAME), Person(NAME)).verdict is Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("father", "son"),
    [
        ({"birth": FATHER}, {"birth": SON}),
        ({"document": DOCUMENT}, {"document": OTHER_DOCUMENT}),
        ({"document": DOCUMENT, "birth": FATHER}, {"document": OTHER_DOCUMENT, "birth": SON}),
    ],
)
def test_a_father_and_a_son_of_one_name_differ_by_document_or_birth_date(
    father: dict[str, Any], son: dict[str, Any]
) -> None:
    assert compare_persons(Person(NAME, **father), Person(NAME, **son)).verdict is Verdict.DIFFER


@given(st.randoms(use_true_random=False))
def test_no_father_of_the_generator_is_his_son(chance: Any) -> None:
    father = human(chance)
    son = child(father, chance, same_given=True, one_name=True)

    left, right = (
        Person(f"{one.given} {one.first} {one.second}", one.document, one.born) for one in (father, son)
    )

    assert compare_persons(left, right).verdict is not Verdict.MATCH


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Person(NAME, DOCUMENT), Person("GARCIA LOPEZ, JOSE", "12.345.678-Z")),
        (Person(NAME, None, FATHER), Person("José García", None, FATHER)),
        (Person(NAME, DOCUMENT, FATHER), Person(NAME, "12345687Z", FATHER)),
    ],
)
def test_one_person_with_a_document_or_birth_date_is_a_match(left: Person, right: Person) -> None:
    assert compare_persons(left, right).verdict is Verdict.MATCH


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        (None, DOCUMENT, "unknown"),
        ("***45678Z", DOCUMENT, "unknown"),
        ("-", DOCUMENT, "unknown"),
        ("12.345.678-z", DOCUMENT, "="),
        ("1234567L", "01234567L", "="),
        ("12345679Z", DOCUMENT, "edit"),
        ("12345679S", DOCUMENT, "other"),
        ("T1234567L", "X1234567L", "edit"),
        ("1234567Z8", DOCUMENT, "edit"),
        (OTHER_DOCUMENT, DOCUMENT, "other"),
        ("99999999Z", DOCUMENT, "unknown"),
        ("X1234567L", "X1234567L", "="),
        ("X1234567L", "Y1234567X", "other"),
        ("AB123456", "AB123457", "edit"),
        ("AB123456", "CD654321", "other"),
        ("AB123456", DOCUMENT, "other"),
    ],
)
def test_documents_are_compared_with_their_letters(left: str | None, right: str, code: str) -> None:
    assert compare_documents(left, right) == code
    assert compare_documents(right, left) == code


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        (None, FATHER, "unknown"),
        (FATHER, None, "unknown"),
        (FATHER, FATHER, "="),
        (FATHER, date(1951, 7, 3), "edit"),
        (FATHER, date(1951, 3, 17), "edit"),
        (FATHER, date(1915, 3, 7), "edit"),
        (FATHER, SON, "other"),
    ],
)
def test_birth_dates_are_compared_digit_by_digit(left: date | None, right: date | None, code: str) -> None:
    assert compare_births(left, right) == code


@given(records, records)
def test_a_verdict_on_two_records_is_the_same_from_both_sides(left: Person, right: Person) -> None:
    there, back = compare_persons(left, right), compare_persons(right, left)

    assert (there.verdict, there.code, there.bound) == (back.verdict, back.code, back.bound)


@given(records, records)
def test_the_sentence_names_every_part_of_a_record_that_differs(left: Person, right: Person) -> None:
    found = compare_persons(left, right)

    for part in found.parts:
        if part.step not in ("=", "none"):
            assert PARTS[part.name]["es"] in found.sentence("es")
            assert PARTS[part.name]["en"] in found.sentence("en")


def test_a_sentence_repeats_no_document() -> None:
    found = compare_persons(Person(NAME, DOCUMENT, FATHER), Person(NAME, OTHER_DOCUMENT, SON))

    assert DOCUMENT not in found.sentence("es")
    assert "1951" not in found.sentence("es")
