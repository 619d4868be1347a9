"""Words in one form, and their alignment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.align.writings import anything
from trastienda.rules.align.tokens import (
    LONGEST,
    Aligned,
    Step,
    align,
    one_edit,
    plain,
    readable,
    step_between,
    words,
)

SOME = st.lists(
    st.sampled_from(["jose", "juan", "juana", "garcia", "garzia", "j", "muñoz", "munoz", "pepe", "maria"]),
    max_size=4,
)
MIRROR = {Step.MISSING: Step.EXTRA, Step.EXTRA: Step.MISSING}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("José  GARCÍA", ("jose", "garcia")),
        ("MUÑOZ i Gràcia", ("muñoz", "i", "gracia")),
        ("Barça", ("barça",)),
        ("Jose\u0301", ("jose",)),
        ("O'Donnell", ("odonnell",)),
        ("M.ª Luisa", ("mª", "luisa")),
        ("Sánchez-Ocaña", ("sanchez", "ocaña")),
        ("Đặng", ("đang",)),
        ("ế", ("e",)),
        ("...", ()),
    ],
)
def test_words_have_one_form(text: str, said: tuple[str, ...]) -> None:
    assert words(text) == said


@pytest.mark.parametrize(
    ("left", "right", "step"),
    [
        ("jose", "jose", Step.EQUAL),
        ("muñoz", "munoz", Step.SOFT),
        ("pepe", "jose", Step.VARIANT),
        ("fco", "paco", Step.VARIANT),
        ("garcia", "gracia", Step.LOOKALIKE),
        ("garcia", "garcai", Step.EDIT),
        ("urquijo", "urquiga", Step.EDITS),
        ("hdez", "hernendez", Step.EDITS),
        ("zubiri", "wamba", Step.OTHER),
        ("zubirri", "sobirre", Step.STRANGE),
        ("gomez", "lopez", Step.OTHER),
        ("ana", "eva", Step.OTHER),
        ("j", "jose", Step.INITIAL),
        ("j", "maria", Step.OTHER),
        ("juan", "juana", Step.LOOKALIKE),
    ],
)
def test_a_word_stands_to_its_counterpart(left: str, right: str, step: Step) -> None:
    assert step_between(left, right) is step
    assert step_between(right, left) is step


def test_the_closest_words_are_paired_first() -> None:
    assert align(("maria", "jose"), ("jose", "j", "luis")) == (
        Aligned("maria", "j", Step.OTHER),
        Aligned("jose", "jose", Step.EQUAL),
        Aligned(None, "luis", Step.MISSING),
    )


def test_equal_words_in_another_order_are_swapped() -> None:
    assert [one.step for one in align(("luis", "jose"), ("jose", "luis"))] == [Step.SWAPPED, Step.SWAPPED]


def test_a_word_that_the_other_side_lacks_is_extra() -> None:
    assert align(("jose", "luis"), ("luis",)) == (
        Aligned("jose", None, Step.EXTRA),
        Aligned("luis", "luis", Step.EQUAL),
    )


@given(SOME, SOME)
def test_an_alignment_is_the_same_from_both_sides(left: list[str], right: list[str]) -> None:
    there = sorted(MIRROR.get(one.step, one.step) for one in align(left, right))

    assert sorted(one.step for one in align(right, left)) == there


@given(SOME, SOME)
def test_every_word_is_aligned_once(left: list[str], right: list[str]) -> None:
    found = align(left, right)

    assert [one.left for one in found if one.left is not None] == left
    assert sorted(one.right for one in found if one.right is not None) == sorted(right)


@pytest.mark.parametrize(
    ("left", "right", "is_one"), [("ab", "ab", False), ("ab", "ba", True), ("abc", "abcde", False)]
)
def test_one_edit_is_exactly_one(left: str, right: str, is_one: bool) -> None:
    assert one_edit(left, right) is is_one


@pytest.mark.parametrize("text", ["MU?OZ", "G*rcía", "MuÃ±oz", "a\u200bb", "a" * (LONGEST + 1)])
def test_a_text_with_lost_letters_is_not_readable(text: str) -> None:
    assert readable(text) == ""


@given(anything)
def test_the_plain_form_is_final(text: str) -> None:
    assert plain(plain(text)) == plain(text)
