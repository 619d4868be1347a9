"""The sweep's rules: what was settled is still so, or a person must look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.sales import a_sale, listed, opened, the_facts
from trastienda.domain.case import Language, Reason, sentence
from trastienda.domain.record import Record, Reference
from trastienda.rules.routing import AskPerson, Found, Kinship, Settle
from trastienda.rules.sweep import after_sweep, without_a_sale

SALE, FACTS = a_sale(), the_facts()


def found(reference: str, kinship: Kinship) -> Found:
    return Found(Reference(reference), kinship, ())


def swept(
    record: Record | None, *orders: Found, accepted: dict[str, str] | None = None
) -> Settle | AskPerson:
    return after_sweep(SALE, record, orders, FACTS, settled="P-1", accepted=accepted or {})


def test_an_order_that_is_as_it_was_and_the_only_one_stays_settled() -> None:
    assert swept(opened(), found("P-1", Kinship.SAME), found("P-7", Kinship.OTHER)) == Settle()


@pytest.mark.parametrize(
    ("record", "orders", "reason"),
    [
        (None, [], Reason.ORDER_GONE),
        (None, [found("P-2", Kinship.SAME)], Reason.ORDER_GONE),
        (opened(plan="Fibra"), [], Reason.DIFFERS),
        (opened(plan=None), [], Reason.UNCLEAR),
        (opened("P-2"), [], Reason.WRONG_RECORD),
        (opened(), [found("P-1", Kinship.SAME), found("P-2", Kinship.SAME)], Reason.SEVERAL_ORDERS),
        (opened(), [found("P-2", Kinship.LOOKALIKE)], Reason.SEVERAL_ORDERS),
    ],
)
def test_what_is_gone_changed_or_doubled_goes_to_a_person(
    record: Record | None, orders: list[Found], reason: Reason
) -> None:
    decision = swept(record, *orders)

    assert isinstance(decision, AskPerson)
    assert decision.reason is reason
    assert "?" not in sentence(decision.reason, decision.detail, Language.EN)


def test_a_difference_that_a_person_accepted_reopens_nothing() -> None:
    assert swept(opened(plan="Fibra"), accepted={"plan": "Fibra"}) == Settle()


def test_an_order_without_a_sale_is_one_that_nobody_owns_and_nobody_awaits() -> None:
    rows = [listed("P-1"), listed("P-2", reference="V-2"), listed("P-3", reference="V-3"), listed(None)]

    unknown = without_a_sale(rows, FACTS, owned={"P-1"}, awaited={"V-2"})

    assert [record.reference for record in unknown] == ["P-3"]


@pytest.mark.parametrize("shown", ["", None])
def test_an_order_without_a_marker_is_awaited_by_nobody(shown: str | None) -> None:
    rows = [listed("P-1", reference=shown)]

    assert without_a_sale(rows, FACTS, owned=(), awaited={"V-1"}) == rows


def test_where_the_portal_carries_no_marker_only_the_number_tells_whose_an_order_is() -> None:
    rows = [listed("P-1"), listed("P-2")]

    unknown = without_a_sale(rows, the_facts(marker=None), owned={"P-1"}, awaited={"V-2026-0001"})

    assert unknown == rows[1:]


@given(st.sets(st.sampled_from(["P-1", "P-2", "P-3"])))
def test_every_listed_order_is_owned_or_asked_about(owned: set[str]) -> None:
    rows = [listed(number, reference="") for number in ("P-1", "P-2", "P-3")]

    unknown = without_a_sale(rows, FACTS, owned=owned, awaited=())

    assert {record.reference for record in unknown} | owned == {"P-1", "P-2", "P-3"}
