"""The key of one of our people."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trastienda.domain.people import person_key

NAMES = st.text(st.characters(codec="utf-8"), max_size=30)


@pytest.mark.parametrize(
    "written",
    [
        "josé ruiz",
        "José  Ruiz ",
        "JOSÉ\tRUIZ",
        unicodedata.normalize("NFD", "José Ruiz"),
        "José\u200b Ruiz",
        "José\u00a0Ruiz",
        "Ｊｏｓé Ruiz",
    ],
)
def test_however_a_name_is_typed_it_is_one_person(written: str) -> None:
    assert person_key(written) == "josé ruiz"


def test_capitals_that_have_no_small_letter_of_their_own_make_nobody_else() -> None:
    assert person_key("STRASSE") == person_key("Straße")


def test_an_accent_makes_another_person() -> None:
    assert person_key("jose ruiz") != person_key("josé ruiz")


@given(NAMES)
def test_the_key_of_a_key_is_the_key(name: str) -> None:
    assert person_key(person_key(name)) == person_key(name)


@given(NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_no_normal_form_makes_somebody_else(name: str, form: str) -> None:
    written = unicodedata.normalize(form, name)  # type: ignore[arg-type]  # the forms are a Literal

    assert person_key(written) == person_key(name)


@given(NAMES, st.sampled_from("\u200b\u200d\u2060\ufeff\u202e"), st.integers(0, 30))
def test_no_invisible_character_makes_somebody_else(name: str, hidden: str, place: int) -> None:
    assert person_key(name[:place] + hidden + name[place:]) == person_key(name)
