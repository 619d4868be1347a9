"""The drill's proof finds what it is there to find."""

from dataclasses import replace
from typing import Any

import pytest

from tests.drill.proof import Breach, Seen, violations
from trastienda.demo.portal import MarkerReport, Report
from trastienda.domain.item import Item, State

SALE = "V-2026-0001"
ORDER = "P-00012345"
SECOND = "P-00012346"
CONTENT = {
    "holder_id": "98879295H",
    "line": "+34625450930",
    "plan": "Fibra 1 Gb",
    "address": "Avinguda de Jaume III 23",
    "activation": "2026-10-30",
    "iban": "ES1301828020876143705248",
}


def entered(**changes: Any) -> Item:
    item = Item(
        id=1,
        bot="carrier",
        portal="carrier",
        account="backoffice",
        sale_reference=SALE,
        sale={**CONTENT, "monthly_fee": "54.90 EUR"},
        seal=None,
        state=State.SETTLED,
        generation=1,
        customer_key="one-customer",
        attempts=1,
        sent=0,
        reference=ORDER,
        said_success=True,
        doubt=None,
        uncertain_since=None,
        next_at=None,
        dismissed=(),
        accepted={},
        run=None,
    )
    return replace(item, **changes)


def heard(*outcomes: str, orders: tuple[str, ...] = (ORDER,), **content: str) -> Report:
    return Report(
        markers={
            SALE: MarkerReport(
                posts=len(outcomes), saved=len(orders), orders=list(orders), outcomes=list(outcomes)
            )
        },
        posts=len(outcomes),
        saved=len(orders),
        orders_by_account={"backoffice": len(orders)},
        orders=[
            {"number": number, "reference": SALE, **CONTENT, "monthly_fee": "54.90", **content}
            for number in orders
        ],
    )


def seen(item: Item, report: Report, **changes: Any) -> Seen:
    calm = Seen(items=[item], waiting=set(), broken=set(), report=report)
    return replace(calm, **changes)


IN_CASE = entered(state=State.IN_CASE)


@pytest.mark.parametrize(
    "fine",
    [
        seen(entered(), heard("saved")),
        seen(entered(), heard("error_500_before_commit", "saved")),
        seen(IN_CASE, heard("saved", orders=(ORDER, SECOND)), waiting={1}),
        seen(IN_CASE, heard("success_without_order", orders=()), waiting={1}),
    ],
)
def test_what_the_protocol_allows_is_no_violation(fine: Seen) -> None:
    assert list(violations(SALE, fine)) == []


@pytest.mark.parametrize(
    ("wrong", "breach"),
    [
        (seen(entered(), heard("saved", orders=(ORDER, SECOND))), Breach.DUPLICATE),
        (seen(entered(), heard("error_500_after_commit", "saved")), Breach.DUPLICATE),
        (seen(IN_CASE, heard("saved", "saved", orders=(ORDER, SECOND)), waiting={1}), Breach.DUPLICATE),
        (seen(entered(), heard("saved", "duplicate_warning")), Breach.TOO_MANY_POSTS),
        (seen(entered(), heard(*["drop_before_commit"] * 2, "saved")), Breach.TOO_MANY_POSTS),
        (seen(entered(), heard("saved", orders=())), Breach.LOST),
        (seen(entered(), heard("saved"), items=[]), Breach.LOST),
        (seen(entered(), heard("saved", orders=(SECOND,))), Breach.WRONG),
        (seen(entered(), heard("saved", address="Avinguda")), Breach.WRONG),
        (seen(entered(), heard("saved", monthly_fee="55.90")), Breach.WRONG),
        (seen(entered(state=State.REJECTED), heard("saved")), Breach.UNKNOWN_ORDER),
        (seen(entered(state=State.UNCERTAIN), heard("saved")), Breach.LEFT_OPEN),
        (seen(IN_CASE, heard("saved")), Breach.LEFT_OPEN),
        (seen(entered(), heard("saved"), broken={1}), Breach.BROKEN_JOURNAL),
    ],
)
def test_what_must_never_happen_is_found(wrong: Seen, breach: Breach) -> None:
    assert breach in {violation.breach for violation in violations(SALE, wrong)}
