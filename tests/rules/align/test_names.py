"""Names of people: aligned part by part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.align.writings import anything, people
from trastienda.rules.align.names import SAME_WORDS, SCATTERED, UNREADABLE, aligned, compare_names, name_words
from trastienda.rules.align.phrases import PARTS
from trastienda.rules.verdict import Verdict

FULL = "José Luis García López"


def steps(left: str, right: str) -> dict[str, str]:
    return {part.name: part.step for part in aligned(left, right).parts if part.step not in ("=", "none")}


@pytest.mark.parametrize(
    ("left", "right", "differing"),
    [
        (FULL, "GARCIA LOPEZ, JOSE LUIS", {}),
        (FULL, "García López José Luis", {}),
        (FULL, "José L. García López", {"given": "initial"}),
        (FULL, "José García López", {"given": "long"}),
        ("José García López", FULL, {"given": "short"}),
        (FULL, "José Luis García", {"second_surname": "extra"}),
        (FULL, "José Luis Garcáa López", {"first_surname": "edit"}),
        (FULL, "José Luis López García", {"first_surname": "swapped =", "second_surname": "swapped ="}),
        (FULL, "José Luis García Ortiz", {"second_surname": "other"}),
        (FULL, "María Luisa García López", {"given": "part"}),
        (FULL, "Ana Belén García López", {"given": "other"}),
        ("Juan Gil Ruiz", "Juana Gil Ruiz", {"given": "lookalike"}),
        ("Juan Manuel Gil Ruiz", "Juanma Gil Ruiz", {"given": "variant"}),
        ("Francisco Muñoz Gil", "Paco Munoz Gil", {"given": "variant", "first_surname": "soft"}),
        ("Zoraida Urquijo Basterra", "Zorayda Urqijo Basterra", {"given": "edit", "first_surname": "edit"}),
        ("Ana María Gil Ruiz", "Anna Maríe Gil Ruiz", {"given": "edits"}),
        ("José Ortega y Gasset", "José Ortega Gasset", {}),
        ("María de la Cruz Ruiz", "María Cruz Ruiz", {}),
        ("Don José Gil Ruiz", "José Gil Ruiz", {}),
        ("Ana Sánchez-Ocaña Ruiz", "Ana Sánchez Ocaña Ruiz", {}),
        ("Ana Zubiri Ruiz", "Ana Wamba Ruiz", {"first_surname": "other"}),
        ("Ana Zubirri Ruiz", "Ana Sobirre Ruiz", {"first_surname": "strange"}),
        ("Ana Gómez Ruiz", "Ana Gómex Ruiz", {"first_surname": "doubtful"}),
        ("Ana Gómez Ruiz", "Ana Gomes Ruiz", {"first_surname": "lookalike"}),
        ("Ana Gila Ruiz", "Ana Gill Ruiz", {"first_surname": "doubtful"}),
        ("Ana Luzbel Gil Ruiz", "Ana Lusmen Gil Ruiz", {"given": "strange part"}),
        ("García López", "José García López", {"given": "missing"}),
        ("José", "José García López", {"first_surname": "missing", "second_surname": "missing"}),
    ],
)
def test_each_part_says_how_it_differs(left: str, right: str, differing: dict[str, str]) -> None:
    assert steps(left, right) == differing


def test_the_same_words_in_an_order_that_nobody_can_read_are_their_own_row() -> None:
    found = compare_names("Xul Wox Zez", "Zez Xul Wox")

    assert found.code == SAME_WORDS
    assert found.verdict is Verdict.UNCLEAR


def test_words_in_common_that_stand_in_other_places_are_no_parts() -> None:
    found = compare_names("Villamizar Rivera Telesforo", "TELESFORO VILLAMIZAR")

    assert found.code == f"{SCATTERED}: 2 of 3 words in common"
    assert [part.name for part in found.parts] == ["name"]


@pytest.mark.parametrize("text", ["", "  ", "MU?OZ", ",", "***", "García" * 60])
def test_a_name_that_cannot_be_read_is_unclear(text: str) -> None:
    found = compare_names(text, FULL)

    assert (found.verdict, found.code, found.bound) == (Verdict.UNCLEAR, UNREADABLE, None)


def test_two_commas_are_no_order_of_a_name() -> None:
    assert name_words("Gil, Ana, Ruiz") == ("gil", "ana", "ruiz")


def test_a_name_of_particles_alone_is_still_a_name() -> None:
    assert name_words("de la") == ("de", "la")


def test_titles_are_no_names() -> None:
    assert name_words("Sra. Doña Ana") == ("ana",)


def test_relatives_with_both_surnames_are_no_match() -> None:
    assert compare_names(FULL, "Ana Belén García López").verdict is not Verdict.MATCH


def test_a_name_with_a_short_form_that_the_table_knows_is_a_match() -> None:
    found = compare_names("María Zabaleta Ruiz", "Mª Zabaleta Ruiz", risk=0.01)

    assert found.verdict is Verdict.MATCH
    assert found.bound is not None
    assert found.bound <= 0.01


def test_people_with_nothing_in_common_differ() -> None:
    found = compare_names("José García López", "Beatriz Ortiz Navarro")

    assert found.verdict is Verdict.DIFFER
    assert found.bound is not None
    assert found.bound <= 0.001


def test_a_smaller_risk_says_less() -> None:
    assert compare_names("José García López", "Beatriz Ortiz Navarro", risk=1e-9).verdict is Verdict.UNCLEAR


def test_equal_names_match_however_small_the_risk() -> None:
    found = compare_names(FULL, FULL, risk=1e-9)

    assert (found.verdict, found.bound) == (Verdict.MATCH, None)


@given(people | anything, people | anything)
def test_a_verdict_is_the_same_from_both_sides(left: str, right: str) -> None:
    there, back = compare_names(left, right), compare_names(right, left)

    assert (there.verdict, there.code, there.bound) == (back.verdict, back.code, back.bound)


@given(people)
def test_equal_names_match(name: str) -> None:
    assert compare_names(name, name).verdict is Verdict.MATCH


@given(anything)
def test_equal_texts_match_or_cannot_be_read(text: str) -> None:
    found = compare_names(text, text)

    assert found.verdict is (Verdict.UNCLEAR if found.code == UNREADABLE else Verdict.MATCH)


def _turned(name: str) -> str:
    """The name with its last two words before a comma."""
    first, *rest = name.rsplit(maxsplit=2)
    return f"{' '.join(rest)}, {first}"


@given(
    people,
    people,
    st.sampled_from(
        (
            str.upper,
            str.lower,
            lambda name: name.replace(" ", "  "),
            lambda name: name.translate(str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU")),
            _turned,
        )
    ),
)
def test_formatting_never_changes_a_verdict(left: str, right: str, formatted: object) -> None:
    assert callable(formatted)

    was, now = compare_names(left, right), compare_names(formatted(left), right)

    assert (now.verdict, now.code) == (was.verdict, was.code)


@given(people, people)
def test_the_sentence_names_every_part_that_differs(left: str, right: str) -> None:
    found = compare_names(left, right)

    for part in found.parts:
        if part.step not in ("=", "none"):
            assert PARTS[part.name]["es"] in found.sentence("es")
            assert PARTS[part.name]["en"] in found.sentence("en")
