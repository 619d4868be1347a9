"""The cross-check: match, differ or unclear, and never a match by similarity."""

import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.sales import LISTED, OPENED, Line, Tone, a_sale, listed, opened, the_facts
from trastienda.domain.facts import Equivalence
from trastienda.domain.fields import (
    Address,
    Day,
    Email,
    Iban,
    Money,
    PersonId,
    PersonName,
    Phone,
    Text,
)
from trastienda.rules.crosscheck import (
    Code,
    FieldResult,
    Verdict,
    _one_slip_apart,
    canonical_text,
    compare,
    compare_value,
    order_fields,
    strip_accents,
)

MATCH, DIFFER, UNCLEAR = Verdict.MATCH, Verdict.DIFFER, Verdict.UNCLEAR
MADRID = ZoneInfo("Europe/Madrid")
WORDS = st.text(st.characters(codec="utf-8"), max_size=12)


def verdict_of(value: Any, shown: str | None, *equivalences: Equivalence, locale: str = "es") -> str:
    verdict, code = compare_value(value, shown, locale=locale, equivalences=equivalences, tz=MADRID)
    return f"{verdict}: {code}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Money("1029.90", "EUR"), "1.029,90 €"),
        (Money("1029.90", "EUR"), "1029,9 EUR"),
        (Day(2026, 4, 3), "03/04/2026"),
        (Day(2026, 4, 3), "3-4-2026"),
        (Phone("+34612345678"), "612 34 56 78"),
        (Phone("+34612345678"), "(+34) 612-345-678"),
        (PersonId("12345678Z"), "12.345.678-z"),
        (Iban("ES9121000418450200051332"), "es91 2100 0418 4502 0005 1332"),
        (PersonName("María Muñoz"), "María  Muñoz "),
        (PersonName("María Muñoz"), unicodedata.normalize("NFD", "María Muñoz")),
        (Email("ana@ejemplo.es"), "ana@EJEMPLO.es"),
        (Address("Calle Mayor 1"), "Calle\u00a0Mayor 1"),
        (Text("Móvil 20 GB"), "Móvil 20 GB"),
        ("Fibra + Móvil", " Fibra +  Móvil"),
        (Tone.CALL, "Por teléfono"),
        (True, "Sí"),
        (True, "X"),
        (False, "No"),
        (3500, "3.500"),
        (Decimal("3.450"), "3,45"),
        (Decimal("0.00"), "0"),
        (Decimal(1000), "1.000"),
        (date(2026, 4, 3), "03/04/2026"),
        (datetime(2026, 4, 3, 8, 15, tzinfo=UTC), "03/04/2026 10:15"),
        (datetime(2026, 4, 3, 10, 15, tzinfo=MADRID), "2026-04-03T08:15:00Z"),
    ],
    ids=repr,
)
def test_what_the_portal_writes_in_its_own_format_is_equal(value: object, shown: str) -> None:
    assert verdict_of(value, shown) == "match: equal"


@pytest.mark.parametrize(
    ("value", "shown", "code"),
    [
        (Money("1029.90", "EUR"), "1.209,90 €", "near"),
        (Money("1029.90", "EUR"), "1.029,90 USD", "other_value"),
        (Money("1029.90", "EUR"), "102,99 €", "other_value"),
        (Money("10.29", "EUR"), "-10,29 €", "near"),
        (Day(2026, 4, 3), "04/03/2026", "other_value"),
        (Day(2026, 4, 3), "03/04/2027", "near"),
        (Phone("+34612345678"), "612345679", "near"),
        (Phone("+34612345678"), "612345687", "near"),
        (PersonId("12345678Z"), "54362315K", "other_value"),
        (PersonName("María Muñoz"), "María Munoz", "near"),
        (PersonName("María Muñoz"), "MARÍA MUÑOZ", "other_value"),
        (PersonName("Ana Ruiz Gil"), "Ana Gil Ruiz", "other_value"),
        (Address("Calle Mayor 1"), "Calle Mayor 12", "near"),
        ("Móvil", "movil", "other_value"),
        (Tone.CALL, "Por SMS", "other_value"),
        (Tone.CALL, "por telefono", "other_value"),
        (True, "No", "other_value"),
        (3500, "350", "near"),
        (Decimal("3.5"), "35", "near"),
        (datetime(2026, 4, 3, 8, 15, tzinfo=UTC), "03/04/2026 12:45", "other_value"),
        (None, "algo", "other_value"),
    ],
    ids=repr,
)
def test_two_good_values_that_are_not_the_same_differ(value: object, shown: str, code: str) -> None:
    assert verdict_of(value, shown) == f"differ: {code}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Money("10.29", "EUR"), "10.29"),
        (Money("10.29", "EUR"), "consultar"),
        (Day(2026, 4, 3), "31/02/2026"),
        (Day(2026, 4, 3), "03/04/26"),
        (Phone("+34612345678"), "612345678 / 912345678"),
        (PersonId("12345678Z"), "12345678A"),
        (PersonId("12345678Z"), "*****678Z"),
        (PersonId("01234567L"), "1234567L"),
        (Iban("ES9121000418450200051332"), "ES91 **** **** **** 1332"),
        (PersonName("María Muñoz"), "Mar?a Mu?oz"),
        (PersonName("María Muñoz"), "MarÃ\xada MuÃ±oz"),
        (Text("Móvil 20 GB"), "M\ufffdvil 20 GB"),
        (Text("Móvil 20 GB"), "M?vil 20 GB"),
        (Text("Contrato 123456"), "••••••••••3456"),
        (Email("ana@ejemplo.es"), "a**@ejemplo.es"),
        ("Móvil", "MÃ³vil"),
        ("Móvil", "Mó\u200bvil"),
        (Tone.CALL, "Por tel?fono"),
        (True, "quizá"),
        (3500, "3500 kWh"),
        (Decimal("3.5"), "3.5.1"),
        (datetime(2026, 4, 3, 8, 15, tzinfo=UTC), "25/10/2026 02:30"),
    ],
    ids=repr,
)
def test_what_cannot_be_read_is_unclear_and_never_another_value(value: object, shown: str) -> None:
    assert verdict_of(value, shown) == "unclear: unreadable"


def test_a_sign_that_was_sold_is_no_mask() -> None:
    assert verdict_of(Text("Tarifa 20* GB?"), "Tarifa 20* GB?") == "match: equal"
    assert verdict_of(Text("Tarifa 20* GB"), "Tarifa 30* GB") == "differ: near"


@pytest.mark.parametrize("shown", [None, "", " \t "])
def test_what_is_not_shown_is_unclear(shown: str | None) -> None:
    assert verdict_of(Text("Móvil 20 GB"), shown) == "unclear: not_shown"


def test_nothing_sold_and_an_empty_field_agree_but_a_hidden_field_proves_nothing() -> None:
    assert verdict_of(None, " ") == "match: equal"
    assert verdict_of(None, None) == "unclear: not_shown"


@pytest.mark.parametrize(
    "shown", ["Calle de Alcalá 45, 3.º B, 28", "Calle de Alcalá 45, 3.º B, 28014 Mad.", "Call"]
)
def test_a_cut_text_is_unclear(shown: str) -> None:
    assert verdict_of(Address("Calle de Alcalá 45, 3.º B, 28014 Madrid"), shown) == "unclear: cut"


def test_a_cut_is_seen_behind_an_ellipsis_and_behind_a_declared_difference() -> None:
    assert verdict_of(Text("Móvil 20 GB ilimitado"), "Móvil 20…") == "unclear: cut"
    assert verdict_of(PersonName("María Muñoz"), "MARIA MU", Equivalence.CASE, Equivalence.ACCENTS) == (
        "unclear: cut"
    )


def test_three_letters_are_no_cut_text() -> None:
    assert verdict_of(PersonName("Anabel Ruiz"), "Ana") == "differ: other_value"


@pytest.mark.parametrize(
    ("shown", "equivalences"),
    [
        ("MARÍA MUÑOZ", [Equivalence.CASE]),
        ("Maria Muñoz", [Equivalence.ACCENTS]),
        ("MARIA MUÑOZ", [Equivalence.CASE, Equivalence.ACCENTS]),
        ("María M uñoz", [Equivalence.SPACES]),
        ("MARIAMUÑOZ", list(Equivalence)),
    ],
)
def test_only_the_declared_differences_in_writing_are_equivalent(
    shown: str, equivalences: list[Equivalence]
) -> None:
    name = PersonName("María Muñoz")

    assert verdict_of(name, shown, *equivalences) == "match: equivalent"
    for left_out in equivalences:
        fewer = [one for one in equivalences if one is not left_out]
        assert verdict_of(name, shown, *fewer).startswith("differ")


def test_no_declared_difference_makes_an_n_of_an_enye() -> None:
    assert verdict_of(PersonName("María Muñoz"), "MARIA MUNOZ", *Equivalence) == "differ: near"


def test_a_sale_typed_in_another_normal_form_is_the_same_text() -> None:
    assert verdict_of(unicodedata.normalize("NFD", "Móvil"), "Móvil") == "match: equivalent"


def test_a_locale_decides_what_a_number_is() -> None:
    assert verdict_of(Money("1234.50", "EUR"), "1,234.50 EUR", locale="en") == "match: equal"
    assert verdict_of(Money("1234.50", "EUR"), "1,234.50 EUR") == "unclear: unreadable"


def test_a_time_without_a_zone_needs_the_portals_zone() -> None:
    moment = datetime(2026, 4, 3, 8, 15, tzinfo=UTC)

    assert compare_value(moment, "03/04/2026 10:15", locale="es") == (UNCLEAR, Code.UNREADABLE)


@given(WORDS, WORDS)
def test_a_match_without_a_declared_difference_means_the_same_letters(value: str, shown: str) -> None:
    verdict, code = compare_value(value, shown, locale="es")

    def letters(text: str) -> str:
        return " ".join(unicodedata.normalize("NFC", text).split())

    if verdict is MATCH:
        assert letters(shown) == letters(value)
    if letters(shown) != letters(value):
        assert code not in {Code.EQUAL, Code.EQUIVALENT}


@given(WORDS, WORDS, st.sets(st.sampled_from(Equivalence)), st.sampled_from(Equivalence))
def test_one_more_declared_difference_never_turns_a_match_into_a_doubt(
    value: str, shown: str, declared: set[Equivalence], one_more: Equivalence
) -> None:
    fewer, _ = compare_value(value, shown, locale="es", equivalences=declared)
    more, _ = compare_value(value, shown, locale="es", equivalences=declared | {one_more})

    assert not (fewer is MATCH and more is not MATCH)


# --- canonical texts -------------------------------------------------------------------------------------------


class Plain(Enum):
    MONTHLY = "mensual"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (Money("1029.9", "EUR"), "1029.90 EUR"),
        (Plain.MONTHLY, "mensual"),
        (Tone.SMS, "Por SMS"),
        (12, "12"),
        (Decimal("1E+3"), "1000"),
        (Decimal("3.4500"), "3.45"),
        (Decimal("-0.00"), "0"),
        (datetime(2026, 4, 3, 10, 15, tzinfo=MADRID), "2026-04-03T08:15:00+00:00"),
        (date(2026, 4, 3), "2026-04-03"),
        ("Móvil", "Móvil"),
    ],
)
def test_every_value_has_one_text(value: object, text: str) -> None:
    assert canonical_text(value) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.integers(0, 5))
def test_equal_numbers_have_equal_texts_however_many_zeros_they_end_in(number: Decimal, zeros: int) -> None:
    longer = Decimal(f"{number:f}" + "0" * zeros)

    assert longer == number
    assert canonical_text(longer) == canonical_text(number)


# --- accents ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("áéíóúü ÁÉÍÓÚÜ", "aeiouu AEIOUU"),
        ("àèò", "aeo"),
        ("Muñoz ÑANDÚ", "Muñoz ÑANDU"),
        ("Barça FRANÇOIS", "Barça FRANÇOIS"),
        (unicodedata.normalize("NFD", "Muñoz Barça López"), "Muñoz Barça Lopez"),
        ("x\u0302", "x"),
        ("한국", "한국"),
        ("3.º ª €", "3.º ª €"),
    ],
)
def test_accents_go_but_enye_and_cedilla_stay(text: str, bare: str) -> None:
    assert strip_accents(text) == bare


@given(WORDS)
def test_stripping_accents_twice_is_stripping_them_once(text: str) -> None:
    once = strip_accents(text)

    assert strip_accents(once) == once


@given(WORDS, st.sampled_from("ñÑçÇ"), WORDS)
def test_an_enye_or_a_cedilla_is_never_lost(before: str, letter: str, after: str) -> None:
    text = unicodedata.normalize("NFC", f"{before}{letter} {after}")

    for one in "ñÑçÇ":
        assert strip_accents(text).count(one) >= text.count(one)


# --- slips -----------------------------------------------------------------------------------------------------


def distance(left: str, right: str) -> int:
    """The restricted Damerau-Levenshtein distance, by its table."""
    rows = [[max(i, j) if not i or not j else 0 for j in range(len(right) + 1)] for i in range(len(left) + 1)]
    for i, a in enumerate(left, start=1):
        for j, b in enumerate(right, start=1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


SHORT = st.text("abc", max_size=5)


@given(SHORT, SHORT)
def test_one_slip_apart_is_damerau_distance_one(left: str, right: str) -> None:
    assert _one_slip_apart(left, right) == (distance(left, right) <= 1)


@given(WORDS, WORDS)
def test_one_slip_apart_is_symmetric(left: str, right: str) -> None:
    assert _one_slip_apart(left, right) == _one_slip_apart(right, left)


@given(WORDS, st.integers(0, 12), st.characters(codec="utf-8"))
def test_every_single_slip_is_seen(text: str, place: int, typed: str) -> None:
    swapped = text[:place] + text[place : place + 2][::-1] + text[place + 2 :]

    assert _one_slip_apart(text, text[:place] + typed + text[place:])
    assert _one_slip_apart(text, text[:place] + typed + text[place + 1 :])
    assert _one_slip_apart(text, text[:place] + text[place + 1 :])
    assert _one_slip_apart(text, swapped)


# --- whole records ---------------------------------------------------------------------------------------------


def test_an_order_must_show_what_the_author_declared_and_the_marker_and_nothing_of_ours() -> None:
    fields = order_fields(Line, the_facts())

    assert set(fields) == set(OPENED)
    assert fields[0] == "holder_id"
    assert not {"seller", "validator", "campaign"} & set(fields)


def test_what_the_portal_never_shows_is_not_asked_for() -> None:
    facts = the_facts(crosscheck={"identity": ["line"], "unverified": ["iban", "reference"]})

    assert not {"iban", "reference"} & set(order_fields(Line, facts))


def test_without_a_marker_our_reference_is_not_asked_for() -> None:
    assert "reference" not in order_fields(Line, the_facts(marker=None))


def test_a_marker_that_is_a_field_of_the_product_is_asked_for_once() -> None:
    facts = the_facts(marker={"field": "note", "length": 20})

    assert order_fields(Line, facts).count("note") == 1


def test_the_whole_order_as_the_portal_shows_it_matches() -> None:
    results = compare(a_sale(), opened(), the_facts(), fields=order_fields(Line, the_facts()))

    assert {result.field: result.verdict for result in results} == dict.fromkeys(OPENED, MATCH)


def test_results_come_in_the_order_of_the_sales_fields_and_say_what_was_sold_and_shown() -> None:
    results = compare(a_sale(), listed(monthly_fee="9,90 €"), the_facts())

    assert [result.field for result in results] == [name for name in Line.model_fields if name in LISTED]
    assert results[-1] == FieldResult("monthly_fee", "1029.90 EUR", "9,90 €", DIFFER, Code.OTHER_VALUE)


def test_without_a_list_of_fields_only_what_is_shown_is_compared() -> None:
    assert [result.field for result in compare(a_sale(), listed(line=None), the_facts())] == [
        "reference",
        "holder_id",
        "holder_name",
        "monthly_fee",
    ]


def test_equivalences_belong_to_their_field_alone() -> None:
    results = compare(
        a_sale(), opened(email="MARIA@ejemplo.es"), the_facts(), fields=["email", "holder_name"]
    )

    assert [(result.verdict, result.code) for result in results] == [
        (MATCH, Code.EQUIVALENT),
        (DIFFER, Code.OTHER_VALUE),
    ]


@pytest.mark.parametrize(
    ("accepted", "verdict", "code"),
    [
        ({"monthly_fee": "9,90 €"}, MATCH, Code.ACCEPTED),
        ({"monthly_fee": "9,91 €"}, DIFFER, Code.OTHER_VALUE),
        ({"plan": "9,90 €"}, DIFFER, Code.OTHER_VALUE),
        ({}, DIFFER, Code.OTHER_VALUE),
        (None, DIFFER, Code.OTHER_VALUE),
    ],
)
def test_a_person_accepts_one_text_of_one_field(
    accepted: dict[str, str] | None, verdict: Verdict, code: Code
) -> None:
    (result,) = compare(
        a_sale(), opened(monthly_fee="9,90 €"), the_facts(), fields=["monthly_fee"], accepted=accepted
    )

    assert (result.verdict, result.code) == (verdict, code)


def test_nobody_can_accept_what_is_not_shown() -> None:
    (result,) = compare(
        a_sale(), opened(monthly_fee=None), the_facts(), fields=["monthly_fee"], accepted={"monthly_fee": ""}
    )

    assert (result.verdict, result.code) == (UNCLEAR, Code.NOT_SHOWN)


def test_an_accepted_text_that_matches_anyway_is_no_acceptance() -> None:
    (result,) = compare(a_sale(), opened(), the_facts(), fields=["plan"], accepted={"plan": "Móvil 20 GB"})

    assert result.code is Code.EQUAL


def test_times_are_read_in_the_portals_zone() -> None:
    sale = a_sale(visit=datetime(2026, 7, 3, 8, 0, tzinfo=UTC))

    (madrid,) = compare(sale, opened(visit="03/07/2026 10:00"), the_facts(), fields=["visit"])
    (canaries,) = compare(
        sale, opened(visit="03/07/2026 09:00"), the_facts(timezone="Atlantic/Canary"), fields=["visit"]
    )

    assert madrid.verdict is canaries.verdict is MATCH


def aligned_as(kind: str, field: str, sold: str, shown: str) -> FieldResult:
    """The result for one field that the portal's configuration aligns."""
    facts = the_facts(crosscheck={"identity": ["holder_id", "line"], "aligned": {field: kind}})
    (result,) = compare(a_sale(**{field: sold}), listed(**{field: shown}), facts, fields=[field])
    return result


@pytest.mark.parametrize(
    ("kind", "field", "sold", "shown", "verdict"),
    [
        ("name", "holder_name", "María Muñoz López", "MUÑOZ LOPEZ, Mª", MATCH),
        ("name", "holder_name", "María Muñoz López", "José Ortiz Navarro", DIFFER),
        ("name", "holder_name", "María Muñoz López", "María Muñoz Ortiz", UNCLEAR),
        ("company", "holder_name", "Talleres Gil, S.L.", "TALLERES GIL SOCIEDAD LIMITADA", MATCH),
        (
            "address",
            "address",
            "C/ Alcalá 45, 3º B, 28014 Madrid",
            "Alcalá 45, piso 3 pta. B, 28014 MADRID",
            MATCH,
        ),
        (
            "address",
            "address",
            "C/ Alcalá 45, 3º B, 28014 Madrid",
            "C/ Alcalá 45, 3º C, 28014 Madrid",
            DIFFER,
        ),
    ],
)
def test_a_field_that_the_portal_aligns_is_judged_word_by_word(
    kind: str, field: str, sold: str, shown: str, verdict: Verdict
) -> None:
    result = aligned_as(kind, field, sold, shown)

    assert (result.verdict, result.code) == (verdict, Code.ALIGNED)
    assert result.evidence is not None
    assert result.evidence.verdict is verdict


def test_texts_that_are_equal_need_no_alignment() -> None:
    result = aligned_as("name", "holder_name", "María Muñoz López", "María  Muñoz López")

    assert (result.verdict, result.code, result.evidence) == (MATCH, Code.EQUAL, None)


def test_a_field_that_the_portal_does_not_align_differs_as_ever() -> None:
    (result,) = compare(a_sale(), listed(holder_name="Mª Muñoz López"), the_facts(), fields=["holder_name"])

    assert (result.verdict, result.code, result.evidence) == (DIFFER, Code.OTHER_VALUE, None)


def test_what_a_person_accepted_outweighs_the_alignment() -> None:
    facts = the_facts(crosscheck={"identity": ["holder_id", "line"], "aligned": {"holder_name": "name"}})
    shown = "José Ortiz Navarro"

    (result,) = compare(
        a_sale(),
        listed(holder_name=shown),
        facts,
        fields=["holder_name"],
        accepted={"holder_name": shown},
    )

    assert (result.verdict, result.code) == (MATCH, Code.ACCEPTED)
