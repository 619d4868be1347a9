"""Every kind in which a row can end, from both directions."""

import pytest

from tests.reconcile.sides import SHAPE, compare, ours, theirs
from trastienda.domain.facts import Alignment
from trastienda.reconcile import Kind, Shape, sources


def test_an_order_in_the_portals_own_writing_agrees() -> None:
    outcome = compare([theirs(0), theirs(1)], [ours(1), ours(0)])

    assert outcome.rows(Kind.AGREES) == (2, 2)
    assert outcome.findings == []


@pytest.mark.parametrize(
    ("column", "field", "shown"),
    [
        ("Documento", "holder_id", "00000003-A"),
        ("Titular", "holder_name", "ANA RUIZ"),
        ("birth_date", "birth_date", "02/03/1980"),
        ("email", "email", "ana@ejemplo.es"),
        ("Línea", "line", "699 999 999"),
        ("plan", "plan", "Fibra 300"),
        ("address", "address", "Calle Mayor 1, Madrid"),
        ("Cuota", "monthly_fee", "1.029,91 €"),
        ("iban", "iban", "ES6000491500051234567892"),
        ("terms_accepted", "terms_accepted", "No"),
        ("reference", "reference", "V-77777"),
    ],
)
def test_another_value_in_any_field_differs_and_names_the_field(column: str, field: str, shown: str) -> None:
    outcome = compare([theirs(0, **{column: shown}), theirs(1)], [ours(0), ours(1)])

    assert outcome.rows(Kind.DIFFERS) == (1, 1)
    assert outcome.only["fields"] == [field]
    assert outcome.only["row_there"] == 2
    assert outcome.only["row_here"] == 1


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        ("Documento", "12345678A"),
        ("Titular", "JOS? MUÑOZ AARCÍA"),
        ("birth_date", ""),
        ("address", "Calle de Alcalá 0"),
        ("iban", "****1332"),
        ("Cuota", "mil"),
        ("Línea", "612 345 670 / 612 345 671"),
    ],
)
def test_what_cannot_be_read_for_certain_is_unclear(column: str, shown: str) -> None:
    outcome = compare([theirs(0, **{column: shown})], [ours(0)])

    assert outcome.rows(Kind.UNCLEAR) == (1, 1)
    assert outcome.only["why"] == "fields_unclear"


def test_a_mask_is_no_proof_although_both_sides_show_the_same() -> None:
    outcome = compare([theirs(0, iban="****1332")], [ours(0, iban="****1332")])

    assert outcome.rows(Kind.UNCLEAR) == (1, 1)


def test_a_mask_far_down_in_our_book_is_no_proof_either(monkeypatch: pytest.MonkeyPatch) -> None:
    # Only a book's first texts tell whether it is canonical.
    monkeypatch.setattr(sources, "FIRST_TEXTS", 1)

    by_text = compare([theirs(0), theirs(1, iban="**** 1332")], [ours(0), ours(1, iban="****1332")])
    by_value = compare(
        [theirs(0), theirs(1, iban="**** 1332", plan="Otra")], [ours(0), ours(1, iban="****1332")]
    )

    assert by_text.rows(Kind.UNCLEAR) == (1, 1)
    assert by_value.only["verdicts"] == ["differ", "unclear"]


def test_a_field_that_differs_weighs_more_than_one_that_is_unclear() -> None:
    outcome = compare([theirs(0, iban="****1332", plan="Fibra 300")], [ours(0)])

    assert outcome.rows(Kind.DIFFERS) == (1, 1)
    assert outcome.only["fields"] == ["plan", "iban"]
    assert outcome.only["verdicts"] == ["differ", "unclear"]


def test_a_difference_that_a_person_accepted_is_none_any_more() -> None:
    accepted = '{"plan": "Fibra 300"}'

    outcome = compare(
        [theirs(0, plan="Fibra 300"), theirs(1, plan="Fibra 1 Gb")],
        [ours(0, accepted=accepted), ours(1, accepted=accepted)],
    )

    assert outcome.rows(Kind.AGREES) == (1, 1)
    assert outcome.only["order"] == "P-1"


def test_a_field_that_the_portal_declares_as_aligned_is_compared_word_by_word() -> None:
    crosscheck = SHAPE.facts.crosscheck.model_copy(update={"aligned": {"holder_name": Alignment.NAME}})
    facts = SHAPE.facts.model_copy(update={"crosscheck": crosscheck})
    shape = Shape(SHAPE.sale_type, facts, SHAPE.orders, SHAPE.headers)

    export = [theirs(0, Titular="Muñoz Aarcía, José"), theirs(1, Titular="Ana Ruiz")]

    aligned = compare(export, [ours(0), ours(1)], shape)
    strict = compare(export[:1], [ours(0)])

    assert aligned.rows(Kind.AGREES) == (1, 1)
    assert (aligned.only["kind"], aligned.only["codes"]) == (Kind.DIFFERS, ["aligned"])
    assert strict.rows(Kind.DIFFERS) == (1, 1)


def test_a_blank_marker_says_nothing() -> None:
    outcome = compare([theirs(0, reference="")], [ours(0)])

    assert outcome.rows(Kind.AGREES) == (1, 1)


def test_a_sale_without_an_order_is_missing_and_an_order_without_a_sale_unknown() -> None:
    outcome = compare([theirs(0), theirs(1)], [ours(0), ours(2)])

    assert outcome.rows(Kind.MISSING) == (0, 1)
    assert outcome.rows(Kind.UNKNOWN) == (1, 0)
    assert {one["kind"]: one["order"] or one["order_here"] for one in outcome.findings} == {
        "missing": "P-2",
        "unknown": "P-1",
    }


def test_an_order_that_stands_twice_in_the_export_is_twice_on_both_sides() -> None:
    outcome = compare([theirs(0), theirs(0), theirs(1)], [ours(0), ours(1)])

    assert outcome.rows(Kind.TWICE) == (2, 1)
    assert {one["why"] for one in outcome.findings} == {"several_there"}


def test_an_order_that_two_sales_of_ours_claim_is_twice_on_both_sides() -> None:
    outcome = compare([theirs(0)], [ours(0), ours(1, order="P-0")])

    assert outcome.rows(Kind.TWICE) == (1, 2)
    assert {one["why"] for one in outcome.findings} == {"several_here"}


def test_a_second_order_of_a_sale_under_another_number_is_twice() -> None:
    outcome = compare([theirs(0), theirs(0, **{"Nº de pedido": "P-9"}), theirs(1)], [ours(0), ours(1)])

    assert outcome.rows(Kind.TWICE) == (2, 1)
    assert {tuple(one["others"]) for one in outcome.findings} == {("P-0", "P-9")}
    assert outcome.rows(Kind.AGREES) == (1, 1)


def test_a_second_order_of_a_sale_whose_number_stands_twice_is_twice_as_well() -> None:
    outcome = compare([theirs(0), theirs(0), theirs(0, **{"Nº de pedido": "P-9"})], [ours(0)])

    assert outcome.rows(Kind.TWICE) == (3, 1)
    assert sorted(one["why"] for one in outcome.findings) == [*["several_there"] * 3, "two_orders"]


def test_a_second_order_of_two_sales_that_claim_one_number_is_twice_as_well() -> None:
    second = theirs(0, **{"Nº de pedido": "P-9", "reference": ""})

    outcome = compare([theirs(0), second], [ours(0), ours(0, reference="V-9")])

    assert outcome.rows(Kind.TWICE) == (2, 2)


def test_a_second_order_that_is_only_like_a_settled_one_is_unclear_and_leaves_that_one_alone() -> None:
    second = theirs(0, **{"Nº de pedido": "P-9", "plan": "Fibra 300"})

    outcome = compare([theirs(0), second], [ours(0)])

    assert outcome.rows(Kind.AGREES) == (1, 1)
    assert outcome.rows(Kind.UNCLEAR) == (1, 0)
    assert outcome.only["why"] == "lookalike"
    assert outcome.only["fields"] == ["plan"]


def test_a_row_without_a_number_is_unclear_however_well_it_fits() -> None:
    outcome = compare([theirs(0, **{"Nº de pedido": ""})], [ours(0)])

    assert outcome.rows(Kind.UNCLEAR) == (1, 0)
    assert outcome.rows(Kind.MISSING) == (0, 1)


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"Titular": "JOSE MUÑOZ ARACÍA"},
        {
            "Titular": "José Muñoz Aarcia",
            "Documento": "12.345.678-Z",
            "Línea": "+34 612345670",
            "reference": "",
        },
        {"address": "C/ Alcalá 0, 3B, Madrid", "Titular": "JOSÉ MUÑZO AARCÍA"},
    ],
    ids=[
        "as it was",
        "slip in the name",
        "another writing, without our reference",
        "slip and another address",
    ],
)
def test_an_order_under_another_number_is_linked_again(shown: dict[str, str]) -> None:
    outcome = compare([theirs(0, **{"Nº de pedido": "Q-1"}, **shown), theirs(1)], [ours(0), ours(1)])

    assert outcome.rows(Kind.MOVED) == (1, 1)
    assert (outcome.only["order"], outcome.only["order_here"]) == ("Q-1", "P-0")


def test_a_sale_without_a_number_finds_its_order() -> None:
    outcome = compare([theirs(0), theirs(1)], [ours(0, order=None), ours(1)])

    assert outcome.rows(Kind.MOVED) == (1, 1)
    assert outcome.only["why"] == "number_found"


def test_two_possible_orders_are_unclear_and_none_is_chosen() -> None:
    moved = [theirs(0, **{"Nº de pedido": "Q-1"}), theirs(0, **{"Nº de pedido": "Q-2", "plan": "Fibra 300"})]

    outcome = compare([*moved, theirs(1)], [ours(0), ours(1)])

    assert outcome.rows(Kind.UNCLEAR) == (2, 1)
    (sale,) = [one for one in outcome.findings if one["row_here"]]
    assert sale["others"] == ["Q-1", "Q-2"]


def test_two_possible_sales_are_unclear_and_none_is_chosen() -> None:
    outcome = compare(
        [theirs(0, **{"Nº de pedido": "Q-1", "reference": ""})], [ours(0), ours(0, order="P-5")]
    )

    assert outcome.rows(Kind.UNCLEAR) == (1, 2)


@pytest.mark.parametrize(
    "shown",
    [
        {"Línea": "699 999 999", "reference": ""},
        {"Documento": "00000003A", "birth_date": "01/01/2001", "reference": ""},
        {"reference": "V-55555"},
    ],
    ids=[
        "another line of the customer",
        "a son of one name at one address",
        "an order that carries another sale",
    ],
)
def test_a_lookalike_is_never_linked(shown: dict[str, str]) -> None:
    outcome = compare([theirs(0, **{"Nº de pedido": "Q-1"}, **shown)], [ours(0)])

    assert outcome.rows(Kind.MISSING) == (0, 1)
    assert outcome.rows(Kind.UNKNOWN) == (1, 0)


@pytest.mark.parametrize(
    "shown",
    [
        {"Documento": "12345678A"},
        {"Cuota": "39,90 €"},
        {"iban": "ES6000491500051234567892"},
        {"Línea": "612 345 671"},
        {"plan": "Fibra 300", "email": "ana@ejemplo.es", "terms_accepted": "No"},
    ],
    ids=["document unreadable", "another fee", "another account", "a neighbouring line", "too much differs"],
)
def test_an_order_that_might_be_the_same_sale_is_shown_and_not_linked(shown: dict[str, str]) -> None:
    outcome = compare([theirs(0, **{"Nº de pedido": "Q-1", "reference": ""}, **shown)], [ours(0)])

    assert outcome.rows(Kind.UNCLEAR) == (1, 1)
    assert {one["why"] for one in outcome.findings} == {"lookalike"}


def test_without_the_whole_identity_only_our_own_reference_links() -> None:
    hidden = {name: value for name, value in theirs(0, **{"Nº de pedido": "Q-1"}).items() if name != "Línea"}

    marked = compare([hidden], [ours(0)])
    bare = compare([hidden | {"reference": ""}], [ours(0)])

    assert marked.rows(Kind.MOVED) == (1, 1)
    assert bare.rows(Kind.UNCLEAR) == (1, 1)


def test_a_crowd_of_equal_rows_is_unclear_and_not_missing() -> None:
    export = [theirs(0, **{"Nº de pedido": f"Q-{number}", "reference": ""}) for number in range(60)]

    outcome = compare(export, [ours(0)])

    assert outcome.rows(Kind.UNCLEAR) == (60, 1)
    assert {one["why"] for one in outcome.findings} == {"crowd"}


def test_an_unverified_field_is_not_compared() -> None:
    crosscheck = SHAPE.facts.crosscheck.model_copy(update={"unverified": ("iban",)})
    shape = Shape(
        SHAPE.sale_type,
        SHAPE.facts.model_copy(update={"crosscheck": crosscheck}),
        SHAPE.orders,
        SHAPE.headers,
    )

    outcome = compare([theirs(0, iban="****1332")], [ours(0)], shape)

    assert outcome.rows(Kind.AGREES) == (1, 1)


def test_every_finding_has_a_whole_sentence_in_both_languages_and_no_id_in_it() -> None:
    outcome = compare(
        [
            theirs(0, **{"Nº de pedido": "Q-1", "plan": "Fibra 300"}),
            theirs(1, Documento="00000003A", iban="****1332"),
            theirs(2, iban=""),
            theirs(3),
            theirs(3),
            theirs(4),
        ],
        [ours(number) for number in (0, 1, 2, 3, 5)],
    )

    for one in outcome.findings:
        for language in ("es", "en"):
            assert one[language].endswith(".")
            assert "{" not in one[language]
            assert "00000001R" not in one[language]
    assert "00000001R" not in str([one["expected"] for one in outcome.findings])
