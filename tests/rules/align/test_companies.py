"""Names of companies: the name and the legal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.align.writings import anything, companies
from trastienda.rules.align.companies import UNREADABLE, company_words, compare_companies
from trastienda.rules.align.phrases import PARTS
from trastienda.rules.verdict import Verdict


@pytest.mark.parametrize(
    ("text", "words", "form"),
    [
        ("Telefónica, S.A.", "telefonica", "sa"),
        ("ACME SA de CV", "acme", "sadecv"),
        ("Acme S.A. de C.V.", "acme", "sadecv"),
        ("Acme, Sociedad Anónima de Capital Variable", "acme", "sadecv"),
        ("Gas y Luz S L", "gas luz", "sl"),
        ("Gas y Luz S.R.L.", "gas luz", "sl"),
        ("Hnos. García, Sociedad Limitada Unipersonal", "hermanos garcia", "slu"),
        ("Andina S.A.S.", "andina", "sas"),
        ("Andina Ltda.", "andina", "ltda"),
        ("García e Hijos, C.B.", "garcia hijos", "cb"),
        ("Talleres del Sur", "talleres sur", ""),
        ("S.L.", "s l", ""),
        ("Sociedad Limitada", "sociedad", "sl"),
        ("De la", "de la", ""),
    ],
)
def test_a_legal_form_is_told_from_the_name(text: str, words: str, form: str) -> None:
    found = company_words(text)

    assert (" ".join(found[0]), found[1]) == (words, form)


@pytest.mark.parametrize("text", ["", "T?lleres Gil S.L.", "..."])
def test_a_company_without_a_readable_name_is_unclear(text: str) -> None:
    found = compare_companies(text, "Talleres Gil S.L.")

    assert (found.verdict, found.code) == (Verdict.UNCLEAR, UNREADABLE)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Talleres Gil, S.L.", "TALLERES GIL SOCIEDAD LIMITADA"),
        ("Talleres Gil, S.L.", "Talleers Gil SL"),
        ("Talleres Gil", "Talleres Gil"),
    ],
)
def test_one_company_is_a_match(left: str, right: str) -> None:
    assert compare_companies(left, right).verdict is Verdict.MATCH


def test_companies_that_share_nothing_differ() -> None:
    assert compare_companies("Hotel Gil, S.L.", "Farmacia Ortiz, C.B.").verdict is Verdict.DIFFER


@pytest.mark.parametrize("risk", [0.001, 1])
def test_another_legal_form_is_never_a_match(risk: float) -> None:
    assert compare_companies("García S.L.", "García S.A.", risk=risk).verdict is not Verdict.MATCH


def test_equal_companies_match_however_small_the_risk() -> None:
    found = compare_companies("Hotel Gil, S.L.", "HOTEL GIL SL", risk=1e-9)

    assert (found.verdict, found.bound) == (Verdict.MATCH, None)


@given(companies | anything, companies | anything)
def test_a_verdict_on_companies_is_the_same_from_both_sides(left: str, right: str) -> None:
    there, back = compare_companies(left, right), compare_companies(right, left)

    assert (there.verdict, there.code, there.bound) == (back.verdict, back.code, back.bound)


@given(companies | anything)
def test_equal_companies_match_or_cannot_be_read(text: str) -> None:
    found = compare_companies(text, text)

    assert found.verdict is (Verdict.UNCLEAR if found.code == UNREADABLE else Verdict.MATCH)


@given(companies, companies, st.sampled_from((str.upper, str.lower, lambda text: text.replace(" ", "  "))))
def test_formatting_a_company_never_changes_a_verdict(left: str, right: str, formatted: object) -> None:
    assert callable(formatted)

    assert compare_companies(formatted(left), right).verdict is compare_companies(left, right).verdict


@given(companies, companies)
def test_the_sentence_names_every_part_of_a_company_that_differs(left: str, right: str) -> None:
    found = compare_companies(left, right)

    for part in found.parts:
        if part.step not in ("=", "none"):
            assert PARTS[part.name]["es"] in found.sentence("es")
