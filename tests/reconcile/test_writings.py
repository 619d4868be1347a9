"""Every writing is one that the cross-check takes for equal."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconcile.sides import DOCUMENTS, FACTS, IBANS, SHAPE, Line
from trastienda.domain.facts import Equivalence
from trastienda.domain.fields import Unreadable
from trastienda.reconcile import Shape
from trastienda.reconcile.writings import writings
from trastienda.rules.crosscheck import Verdict, canonical_text, compare_value

LETTERS = st.sampled_from("aáAÁbñÑçüÜoóxXz .,'-ºª")
AMOUNTS = st.decimals(min_value=Decimal("-9999999"), max_value=Decimal("9999999"), places=2)


class Offer(Line):
    """One more field of each type that the line lacks."""

    months: int
    rate: Decimal
    ends: date


CANONICAL = {
    "holder_id": st.sampled_from([*DOCUMENTS, "X1234567L", "B12345674"]),
    "holder_name": st.text(LETTERS, min_size=1, max_size=12).map(lambda text: f"Ana {text} Ruiz"),
    "birth_date": st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat),
    "email": st.sampled_from(["ana@ejemplo.es", "Ana.Ruiz@ejemplo.es"]),
    "line": st.sampled_from(["+34612345678", "+34912345678", "+447400123456", "+33612345678"]),
    "plan": st.text(LETTERS, min_size=1, max_size=12).map(lambda text: f"Plan {text} x"),
    "address": st.text(LETTERS, min_size=1, max_size=12).map(lambda text: f"Calle {text} 3"),
    "monthly_fee": st.tuples(AMOUNTS, st.sampled_from(["EUR", "USD"])).map(
        lambda one: f"{one[0]:.2f} {one[1]}"
    ),
    "iban": st.sampled_from([*IBANS, "GB82WEST12345698765432"]),
    "terms_accepted": st.sampled_from(["true", "false"]),
    "months": st.integers(-10_000_000, 10_000_000).map(str),
    "rate": st.decimals(min_value=0, max_value=99_999, places=4).map(canonical_text),
    "ends": st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat),
}


def shape(locale: str, equivalences: tuple[Equivalence, ...]) -> Shape:
    crosscheck = FACTS.crosscheck.model_copy(update={"equivalences": dict.fromkeys(CANONICAL, equivalences)})
    return Shape(Offer, FACTS.model_copy(update={"locale": locale, "crosscheck": crosscheck}), (), {})


@pytest.mark.parametrize("equivalences", [(), tuple(Equivalence)], ids=["none declared", "all declared"])
@pytest.mark.parametrize("locale", ["es", "en", "canonical"])
@pytest.mark.parametrize("field", CANONICAL)
@settings(max_examples=25)
@given(draw=st.data())
def test_a_writing_is_never_a_difference(
    field: str, locale: str, equivalences: tuple[Equivalence, ...], draw: st.DataObject
) -> None:
    declared = shape(locale, equivalences)
    text = draw.draw(CANONICAL[field])
    try:
        value = declared.value(field, text)
    except Unreadable:
        return
    ours = pl.DataFrame({"ours": [canonical_text(value)]})

    for way in writings(declared, field):
        written = ours.select(way(pl.col("ours"))).item()

        verdict, _ = compare_value(value, written, locale=locale, equivalences=equivalences)
        assert verdict is Verdict.MATCH, written


@pytest.mark.parametrize(
    ("field", "canonical", "written"),
    [
        ("monthly_fee", "1029.90 EUR", "1.029,90 €"),
        ("monthly_fee", "39.90 EUR", "39,9"),
        ("birth_date", "1980-03-01", "01/03/1980"),
        ("line", "+34612345678", "612 345 678"),
        ("holder_id", "12345678Z", "12.345.678-Z"),
        ("iban", "ES9121000418450200051332", "ES91 2100 0418 4502 0005 1332"),
        ("terms_accepted", "true", "Sí"),
        ("holder_name", "José Muñoz", "JOSE MUÑOZ"),
    ],
)
def test_the_usual_writings_of_a_spanish_portal_are_among_them(
    field: str, canonical: str, written: str
) -> None:
    ours = pl.DataFrame({"ours": [canonical]})

    ways = [ours.select(way(pl.col("ours"))).item() for way in writings(SHAPE, field)]

    assert written in ways
