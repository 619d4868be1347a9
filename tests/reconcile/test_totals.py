"""Whatever stands in the files: every row in one kind, and formatting is no difference."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconcile.sides import compare, ours, theirs
from trastienda.reconcile import Kind, keys

WRITINGS: dict[str, list[str]] = {
    "Documento": ["12345678Z", "12345678-Z", "12.345.678-Z", "12345678z", " 12345678 Z"],
    "Titular": ["José Muñoz Aarcía", "JOSÉ MUÑOZ AARCÍA", "jose muñoz aarcia", "  José  Muñoz Aarcía "],
    "birth_date": ["01/03/1980", "1/3/1980", "1980-03-01", "01-03-1980", "01.03.1980", "1980-03-01 00:00:00"],
    "email": ["jose0@ejemplo.es", "JOSE0@EJEMPLO.ES"],
    "Línea": ["612345670", "+34612345670", "612 34 56 70", "(+34) 612-345-670", "0034 612345670"],
    "Cuota": ["1.029,90 €", "1029,9", "1029,90 EUR", "1.029,90€", "€ 1.029,90"],
    "iban": ["ES9121000418450200051332", "ES91 2100 0418 4502 0005 1332", "es91-2100-0418-4502-0005-1332"],
    "terms_accepted": ["Sí", "SI", "S", "1", "true", "Verdadero", "x"],
    "reference": ["V-0", "", " V-0 "],
}
CHANGES = st.dictionaries(
    st.sampled_from(["Nº de pedido", "Documento", "Titular", "Línea", "Cuota", "iban", "email", "reference"]),
    st.sampled_from(
        ["", "P-1", "Q-7", "12345678Z", "00000000T", "****", "612345671", "39,90 €", "¿?", "V-2"]
    ),
    max_size=3,
)


@settings(max_examples=40)
@given(st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in WRITINGS.items()}))
def test_formatting_in_declared_ways_never_makes_a_difference(shown: Mapping[str, str]) -> None:
    outcome = compare([theirs(0, **shown), theirs(1)], [ours(1), ours(0)])

    assert outcome.rows(Kind.AGREES) == (2, 2)


@settings(max_examples=40)
@given(st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in WRITINGS.items()}))
def test_formatting_never_keeps_a_moved_order_from_its_sale(shown: Mapping[str, str]) -> None:
    outcome = compare([theirs(0, **shown) | {"Nº de pedido": "Q-1"}, theirs(1)], [ours(1), ours(0)])

    assert outcome.rows(Kind.MOVED) == (1, 1)
    assert outcome.only["fields"] == []


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 3), CHANGES), min_size=1, max_size=7),
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["P-0", "P-1", "P-2", "P-3", None])),
        min_size=1,
        max_size=7,
    ),
)
def test_every_row_of_both_sides_is_in_exactly_one_kind(
    export: list[tuple[int, dict[str, str]]], book: list[tuple[int, str | None]]
) -> None:
    outcome = compare(
        [theirs(number, **changed) for number, changed in export],
        [ours(number, order=order) for number, order in book],
    )

    # `compare` itself looks at the totals, and that no row is in two findings.
    assert (outcome.result.there, outcome.result.here) == (len(export), len(book))


def test_joining_part_by_part_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    export = [
        theirs(0),
        theirs(1, plan="Fibra 300"),
        theirs(2),
        theirs(2),
        theirs(3, **{"Nº de pedido": "Q-1"}),
    ]
    export.append(theirs(4, **{"Nº de pedido": ""}))
    book = [ours(number) for number in range(6)]
    whole = compare(export, book)

    monkeypatch.setattr(keys, "ROWS_A_PART", 2)
    parts = compare(export, book)

    assert parts.result.tallies == whole.result.tallies
    assert sorted(one["en"] for one in parts.findings) == sorted(one["en"] for one in whole.findings)
